# What websocketd runs for each connection: an echo of lines; on the path /end it ends after the first.
if [ "$PATH_INFO" = /end ]; then
  read -r _
  exit 3
fi
exec cat
