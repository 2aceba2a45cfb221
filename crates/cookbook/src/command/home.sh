# odysseus_home WORD: the word as $word, with the home directory in place of a ~ that starts it or a flag's value.
odysseus_home() {
  word=$1
  case $word in
    '~' | '~/'*) word=$HOME${word#'~'} ;;
    -*=*)
      case ${word#*=} in
        '~' | '~/'*) word=${word%%=*}=$HOME${word#*=?} ;;
      esac
      ;;
  esac
}
