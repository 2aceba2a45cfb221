# Versions of Python packages, from what pip noted of them: asking a program for its own takes seconds.

# Leaves in $base the directory above the `bin` of the Python that runs the program $1.
base_of() {
    interpret "$1"
    case $interpreter in
        */bin/python*) base=${interpreter%/bin/*} ;;
        *) base=${1%/bin/*} ;;
    esac
}

# Leaves in $version that of the package $1, as its folder is called, for the Python below $2, and in $site where it is.
version_of() {
    version='' site='' package=$1
    # The system's own also takes what its administrator and the person installed.
    case $2 in
        '' | /usr | /usr/local) set -- "$HOME/.local" /usr/local /usr ;;
        *) set -- "$2" ;;
    esac
    for root; do
        for noted in "$root"/lib/python3*/site-packages/"$package"-[0-9]*.dist-info/METADATA \
            "$root"/lib/python3*/dist-packages/"$package"-[0-9]*.dist-info/METADATA; do
            [ -f "$noted" ] || continue
            version=$(sed -n 's/^Version: *//p; /^$/q' "$noted" | head -n 1)
            site=${noted%/*/METADATA}
            return
        done
    done
    return 1
}

# Prints what the program $1 says its version is, as lines of $2: for the few that answer at once.
said_version() {
    limit=2
    # shellcheck disable=SC2016 # for that shell to expand
    bounded sh -c 'exec "$1" --version 2>&1' sh "$1" | head -n 20 | while IFS= read -r line; do say "$2" "$line"; done
}
