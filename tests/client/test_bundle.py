"""The files the bundles are made of: their limits, their versions, and that no copy was left behind."""

import json
import re
import shlex
import sys
import unittest

from recorder import CLIENT, ROOT, TOKEN

sys.path.insert(0, str(CLIENT.parent))
import odysseus_api  # noqa: E402  (its folder is only now on the path)

PARTS = ROOT / "integrations"
SKILL = PARTS / "shared/SKILL.md.in"
UNPACKED = PARTS / "claude/skills/odysseus"
VERSION = re.search(r'\[workspace\.package\]\nversion = "(.+)"', (ROOT / "Cargo.toml").read_text()).group(1)
CLAUDE = {"AGENT": "Claude Agent", "SCRIPT": "scripts/odysseus_api.py", "VERSION": VERSION}


def load(path):
    return json.loads((ROOT / path).read_text(encoding="utf-8"))


def fill(text, values):
    for name, value in values.items():
        text = text.replace("{{%s}}" % name, value)
    return text


class BundleTest(unittest.TestCase):
    def test_the_skill_is_short_and_its_header_is_what_agents_read(self):
        text = SKILL.read_text(encoding="utf-8")
        self.assertLess(text.count("\n"), 500)
        self.assertLess(len(text), 4 * 2500)  # about four characters a token
        header = re.fullmatch(r"---\n(.*?)\n---\n.*", text, re.DOTALL).group(1)
        self.assertIn("name: odysseus\n", header)
        description = re.search(r"^description: (.+)$", header, re.MULTILINE).group(1)
        self.assertTrue(100 < len(description) <= 1024 and ": " not in description and " #" not in description)
        self.assertEqual(set(re.findall(r"^[a-z-]+(?=:)", header, re.MULTILINE)),
                         {"name", "description", "license", "compatibility", "metadata"})

    def test_every_placeholder_is_known_and_filled_in_the_copies(self):
        text = SKILL.read_text(encoding="utf-8")
        self.assertEqual(set(re.findall(r"\{\{(\w+)\}\}", text)), set(CLAUDE))
        for served in (PARTS / "codex/README.md", PARTS / "codex/.codex-plugin/plugin.json"):
            self.assertEqual(set(re.findall(r"\{\{(\w+)\}\}", served.read_text(encoding="utf-8"))), {"VERSION"})
        self.assertEqual((UNPACKED / "SKILL.md").read_text(encoding="utf-8"), fill(text, CLAUDE))
        self.assertEqual((UNPACKED / "scripts/odysseus_api.py").read_bytes(), CLIENT.read_bytes())
        self.assertEqual((ROOT / "skills").resolve(), UNPACKED.parent.resolve())

    def test_every_command_the_skill_shows_is_one_the_client_takes(self):
        shown = re.findall(r"^(?:python3 )?[a-z_/]*odysseus_api\.py (.+)$", (UNPACKED / "SKILL.md").read_text(encoding="utf-8"),
                           re.MULTILINE)
        self.assertGreater(len(shown), 15)
        for line in shown:
            with self.subTest(line=line):
                args = odysseus_api.build_parser().parse_args(shlex.split(line, comments=True))
                self.assertTrue(args.call(args).path.startswith("/api/codex/"))

    def test_the_manifests_say_the_servers_version(self):
        claude, agents = load("integrations/claude/.claude-plugin/plugin.json"), load("plugin.json")
        market = load(".claude-plugin/marketplace.json")
        [entry] = market["plugins"]
        for manifest in (claude, agents, entry):
            self.assertEqual((manifest["name"], manifest["version"]), ("odysseus", VERSION))
            self.assertEqual(manifest["description"], claude["description"])
        self.assertTrue(entry["source"].startswith("./"))
        self.assertTrue((ROOT / entry["source"] / ".claude-plugin/plugin.json").is_file())
        self.assertTrue(market["owner"]["name"])
        # Agent Plugins 1.0.0, section 5.2: a closed list of fields.
        self.assertEqual(agents["$schema"], "https://agent-plugins.org/schemas/1.0.0/plugin.schema.json")
        self.assertLessEqual(set(agents), {"$schema", "name", "version", "description", "author", "homepage",
                                           "repository", "license", "keywords", "extensions"})

    def test_the_codex_manifest_has_every_key_codex_shows(self):
        manifest = json.loads(fill((PARTS / "codex/.codex-plugin/plugin.json").read_text(encoding="utf-8"), CLAUDE))
        self.assertEqual((manifest["name"], manifest["version"], manifest["skills"]), ("odysseus", VERSION, "./skills/"))
        self.assertTrue(manifest["description"] and manifest["author"]["name"])
        shown = manifest["interface"]
        self.assertEqual((shown["category"], shown["capabilities"]), ("Productivity", ["todos", "email", "scoped-api"]))
        for key in ("displayName", "shortDescription", "longDescription", "developerName"):
            self.assertTrue(shown[key], key)
        self.assertLessEqual(len(shown["defaultPrompt"]), 3)
        self.assertTrue(all(0 < len(prompt) <= 128 for prompt in shown["defaultPrompt"]))

    def test_no_file_of_a_bundle_holds_a_token(self):
        files = [path for path in PARTS.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
        self.assertGreater(len(files), 7)
        for path in files:
            self.assertNotRegex(path.read_text(encoding="utf-8"), r"ody_\w", path)
        self.assertRegex(TOKEN, r"ody_\w")


if __name__ == "__main__":
    unittest.main()
