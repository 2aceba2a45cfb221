/** What a person pastes to connect a client. Every block holds for bash and zsh, and stops at the first failure. */

/** A block to copy: commands, or a file's text. */
export interface Block {
  /** What it is for: "Paste this into a terminal". */
  title: string;
  text: string;
  /** What is worth knowing about it. */
  note?: string;
}

/** A client that has blocks of its own. */
export interface Client {
  name: string;
  blocks: (url: string, token: string) => Block[];
}

/** A text as one word of the shell (POSIX shell, 2.2.2). */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Exports stay in the person's shell; what follows runs in one of its own, where a failure ends it and no terminal closes. */
function block(url: string, token: string, steps: string[]): string {
  const exports = [`export ODYSSEUS_URL=${quoted(url)}`, `export ODYSSEUS_API_TOKEN=${quoted(token)}`];
  const indented = ['set -e', ...steps].map((step) => `  ${step}`);
  return [...exports, '(', ...indented, ')', ''].join('\n');
}

function download(path: string, file: string): string {
  return `curl -fsS -H "Authorization: Bearer $ODYSSEUS_API_TOKEN" \\\n    "$ODYSSEUS_URL${path}" -o ${file}`;
}

const TERMINAL = 'Paste this into a terminal';
const KEEP =
  'The two variables hold in that terminal. To have them in every new one, add the two export lines to ~/.zshrc or ~/.bashrc.';

function claude(url: string, token: string): Block[] {
  const steps = [
    'mkdir -p ~/.claude',
    download('/api/claude/plugin.zip', '/tmp/odysseus-claude-skill.zip'),
    'python3 -m zipfile -e /tmp/odysseus-claude-skill.zip ~/.claude/',
    'python3 ~/.claude/skills/odysseus/scripts/odysseus_api.py capabilities',
  ];
  return [{ title: TERMINAL, text: block(url, token, steps), note: `Then start claude in the same terminal. ${KEEP}` }];
}

/** Lists the plugin in the person's own marketplace, and leaves everything else in that file alone. */
const LISTED = `python3 - <<'END'
import json, pathlib
path = pathlib.Path.home() / ".agents" / "plugins" / "marketplace.json"
market = json.loads(path.read_text()) if path.exists() else {}
market.setdefault("name", "personal")
market.setdefault("interface", {}).setdefault("displayName", "Personal")
entry = {
    "name": "odysseus",
    "source": {"source": "local", "path": "./plugins/odysseus"},
    "policy": {"installation": "AVAILABLE", "authentication": "ON_INSTALL"},
    "category": "Productivity",
}
others = [plugin for plugin in market.get("plugins", []) if not plugin.get("name") == "odysseus"]
market["plugins"] = others + [entry]
path.parent.mkdir(parents=True, exist_ok=True)
path.write_text(json.dumps(market, indent=2) + "\\n")
END`;

function codex(url: string, token: string): Block[] {
  const steps = [
    'mkdir -p ~/plugins',
    download('/api/codex/plugin.zip', '/tmp/odysseus-codex-plugin.zip'),
    'python3 -m zipfile -e /tmp/odysseus-codex-plugin.zip ~/plugins',
    LISTED,
    'if command -v codex > /dev/null; then codex plugin add odysseus@personal',
    'else echo "Codex is not installed here. Once it is: codex plugin add odysseus@personal"; fi',
    'python3 ~/plugins/odysseus/scripts/odysseus_api.py capabilities',
  ];
  return [{ title: TERMINAL, text: block(url, token, steps), note: `Then start codex in the same terminal. ${KEEP}` }];
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

const header = (token: string) => ({ Authorization: `Bearer ${token}` });

/** MCP clients, each with its own way of being told of a server. */
export const mcpClients: Client[] = [
  {
    name: 'Claude Code',
    blocks: (url, token) => [
      {
        title: TERMINAL,
        text: `claude mcp add --transport http odysseus ${quoted(`${url}/mcp`)} --header ${quoted(`Authorization: Bearer ${token}`)}\n`,
      },
    ],
  },
  {
    name: 'Codex',
    blocks: (url, token) => [
      {
        title: TERMINAL,
        text: `export ODYSSEUS_API_TOKEN=${quoted(token)}\ncodex mcp add odysseus --url ${quoted(`${url}/mcp`)} --bearer-token-env-var ODYSSEUS_API_TOKEN\n`,
        note: 'Codex reads the token from that variable each time it starts: add the export line to ~/.zshrc or ~/.bashrc.',
      },
    ],
  },
  {
    name: 'Cursor',
    blocks: (url, token) => [
      { title: 'In ~/.cursor/mcp.json', text: json({ mcpServers: { odysseus: { url: `${url}/mcp`, headers: header(token) } } }) },
    ],
  },
  {
    name: 'VS Code',
    blocks: (url, token) => [
      { title: 'In .vscode/mcp.json', text: json({ servers: { odysseus: { type: 'http', url: `${url}/mcp`, headers: header(token) } } }) },
    ],
  },
  {
    name: 'Others',
    blocks: (url, token) => [
      {
        title: 'In the list of MCP servers of your client',
        text: json({ mcpServers: { odysseus: { type: 'http', url: `${url}/mcp`, headers: header(token) } } }),
        note: 'It speaks Streamable HTTP. For a client that can only start programs there is `odysseus mcp`.',
      },
    ],
  },
];

function curl(url: string, token: string): Block[] {
  const text = `curl -fsS -H ${quoted(`Authorization: Bearer ${token}`)} ${quoted(`${url}/api/codex/capabilities`)}\n`;
  return [{ title: 'Try it in a terminal', text, note: 'Every route is described at /api/openapi.json.' }];
}

/** The clients of each kind of integration; more than one is a choice. */
export const clients: Record<'claude' | 'codex' | 'mcp' | 'other', Client[]> = {
  claude: [{ name: 'Claude Code', blocks: claude }],
  codex: [{ name: 'Codex', blocks: codex }],
  mcp: mcpClients,
  other: [{ name: 'curl', blocks: curl }],
};
