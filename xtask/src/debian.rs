//! What the tests need from the operating system, installed where that is possible without asking.

use std::process::Command;

use crate::cargo::{run, succeeds};

/// A need, the command that succeeds where it is met, and the Debian package that meets it.
struct Need {
    what: &'static str,
    probe: (&'static str, &'static [&'static str]),
    package: &'static str,
}

const NEEDS: [Need; 17] = [
    Need {
        what: "a C compiler (SQLite, ring)",
        probe: ("cc", &["--version"]),
        package: "build-essential",
    },
    Need {
        what: "a C++ compiler (fuzz targets)",
        probe: ("c++", &["--version"]),
        package: "build-essential",
    },
    Need {
        what: "pkg-config (finds OpenSSL)",
        probe: ("pkg-config", &["--version"]),
        package: "pkg-config",
    },
    Need {
        what: "OpenSSL headers (libpq, for the feature `postgres`)",
        probe: ("pkg-config", &["--exists", "openssl"]),
        package: "libssl-dev",
    },
    Need {
        what: "Python with venv (the skill's client, validators)",
        probe: ("python3", &["-c", "import venv, ensurepip"]),
        package: "python3-venv",
    },
    Need {
        what: "Node (the web app)",
        probe: ("node", &["--version"]),
        package: "nodejs",
    },
    Need {
        what: "npm (the web app)",
        probe: ("npm", &["--version"]),
        package: "npm",
    },
    Need {
        what: "Chromium (the browser stories)",
        probe: ("chromium", &["--version"]),
        package: "chromium",
    },
    Need {
        what: "tmux (programs that the Cookbook runs)",
        probe: ("tmux", &["-V"]),
        package: "tmux",
    },
    Need {
        what: "an ssh client",
        probe: ("ssh", &["-V"]),
        package: "openssh-client",
    },
    Need {
        what: "an ssh server",
        probe: ("test", &["-x", "/usr/sbin/sshd"]),
        package: "openssh-server",
    },
    Need {
        what: "network namespaces (hosts to be reached by ssh)",
        probe: ("ip", &["-V"]),
        package: "iproute2",
    },
    Need {
        what: "dash (a shell of hosts)",
        probe: ("dash", &["-c", ":"]),
        package: "dash",
    },
    Need {
        what: "busybox (a shell of hosts)",
        probe: ("busybox", &["true"]),
        package: "busybox",
    },
    Need {
        what: "fish (a person's shell)",
        probe: ("fish", &["--version"]),
        package: "fish",
    },
    Need {
        what: "tcsh (a person's shell)",
        probe: ("tcsh", &["--version"]),
        package: "tcsh",
    },
    Need {
        what: "shellcheck (the scripts that hosts run)",
        probe: ("shellcheck", &["--version"]),
        package: "shellcheck",
    },
];

/// Installs what is missing. Where that cannot be done, says what to install.
pub(crate) fn install_missing() -> Result<(), String> {
    let missing: Vec<&Need> = NEEDS
        .iter()
        .filter(|need| !succeeds(need.probe.0, need.probe.1))
        .collect();
    if missing.is_empty() {
        println!("nothing is missing");
        return Ok(());
    }
    for need in &missing {
        println!("missing: {} (Debian package {})", need.what, need.package);
    }
    let mut packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
    packages.dedup();
    let by_hand = format!("install by hand: {}", packages.join(" "));
    if !succeeds("apt-get", &["--version"]) {
        return Err(by_hand);
    }
    let sudo = if succeeds("test", &["-w", "/var/lib/dpkg"]) {
        None
    } else if succeeds("sudo", &["-n", "true"]) {
        Some("sudo")
    } else {
        return Err(by_hand);
    };
    apt_get(sudo, &["update", "-qq"])?;
    let install = ["install", "-y", "--no-install-recommends"];
    apt_get(sudo, &[&install, packages.as_slice()].concat())
}

fn apt_get(sudo: Option<&str>, args: &[&str]) -> Result<(), String> {
    let mut command = Command::new(sudo.unwrap_or("env"));
    if sudo.is_some() {
        command.args(["-n", "env"]);
    }
    let status = run(command
        .args(["DEBIAN_FRONTEND=noninteractive", "apt-get"])
        .args(args))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("apt-get {}: {status}", args.join(" ")))
    }
}
