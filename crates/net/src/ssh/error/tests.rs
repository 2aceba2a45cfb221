//! Each of ssh's complaints, as it makes them (from its own programs' output, versions 8.0 to 9.2), and what it means.

use super::{Destination, Error};

#[test]
fn complaints_are_understood() {
    let to: Destination = "me@box".parse().unwrap();
    for (words, meant, says) in [
        (
            "ssh: connect to host box port 22: Connection refused\r\n",
            "unreachable",
            "is sshd running there",
        ),
        (
            "ssh: connect to host box port 22: Connection timed out\r\n",
            "unreachable",
            "is it switched on",
        ),
        (
            "ssh: connect to host box port 22: No route to host\r\n",
            "unreachable",
            "(connect to host box port 22: No route to host)",
        ),
        (
            "ssh: Could not resolve hostname box: Name or service not known\r\n",
            "unreachable",
            "correct the name",
        ),
        (
            "kex_exchange_identification: Connection closed by remote host\r\n",
            "unreachable",
            "does not answer",
        ),
        (
            "kex_exchange_identification: read: Connection reset by peer\r\n",
            "unreachable",
            "does not answer",
        ),
        (
            "Connection timed out during banner exchange\r\n",
            "unreachable",
            "does not answer",
        ),
        (
            "ssh: connect to host gate port 22: Connection refused\r\nkex_exchange_identification: Connection closed by remote host\r\n",
            "unreachable",
            "ProxyJump or ProxyCommand of your ssh configuration, did not open: ssh: connect to host gate port 22: Connection refused",
        ),
        (
            "No ED25519 host key is known for gate and you have requested strict checking.\r\nHost key verification failed.\r\n\
             ssh_exchange_identification: Connection closed by remote host\r\n",
            "unreachable",
            "did not open: No ED25519 host key is known for gate",
        ),
        (
            "No ED25519 host key is known for box and you have requested strict checking.\r\nHost key verification failed.\r\n",
            "unknown_host_key",
            "accept it",
        ),
        (
            "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r\nOffending ED25519 key in /data/a b:c/known_hosts:12\r\n\
             Host key verification failed.\r\n",
            "changed_host_key",
            "stands in /data/a b:c/known_hosts, line 12.",
        ),
        (
            "@       WARNING: REVOKED HOST KEY DETECTED!               @\r\nHost key verification failed.\r\n",
            "failed",
            "revoked",
        ),
        (
            "me@box: Permission denied (publickey,password).\r\n",
            "refused",
            "(me@box: Permission denied (publickey,password))",
        ),
        (
            "Received disconnect from 10.0.0.1 port 22:2: Too many authentication failures\r\nDisconnected from 10.0.0.1 port 22\r\n",
            "refused",
            "authorized_keys",
        ),
        (
            "Unable to negotiate with 10.0.0.1 port 22: no matching host key type found. Their offer: ssh-rsa\r\n",
            "failed",
            "Their offer: ssh-rsa",
        ),
        ("", "failed", "without saying why"),
    ] {
        let error = Error::from_words(&to, words, false);
        assert_eq!(error.kind(), meant, "{words}");
        assert!(error.to_string().contains(says), "{error}");
    }
}

#[test]
fn the_last_words_of_what_leads_there_may_be_the_only_ones() {
    let to = "box".parse().unwrap();
    for (words, proxied, meant) in [
        ("the dog ate it\n", true, "unreachable"),
        ("the dog ate it\n", false, "failed"),
        ("", true, "failed"),
        (
            "Unable to negotiate with UNKNOWN port 65535: no match\n",
            true,
            "failed",
        ),
        ("me@box: Permission denied (publickey).\n", true, "refused"),
    ] {
        let error = Error::from_words(&to, words, proxied);
        assert_eq!(error.kind(), meant, "{words}");
    }
}
