#!/bin/sh
# Makes the secrets that docker-compose.yml mounts, once: what is there already stays.
#   EMAIL_URL=smtp+tls://user:password@host:587 sh docker/make-secrets.sh [folder]
# Secrets of your apps at networks (X_CLIENT_SECRET, LINKEDIN_CLIENT_SECRET) may be said the same
# way, now or later; their files are empty until then.
# Only you can open the folder; the files themselves are read by the containers' own accounts.
set -eu
folder="${1:-secrets}"
mkdir -p "$folder"
chmod 700 "$folder"

random() { head -c "$1" /dev/urandom | base64 | tr -d '\n=' | tr '+/' '-_'; }

keep() {
  if [ ! -s "$folder/$1" ]; then
    printf '%s' "${2:+$2
}" > "$folder/$1"
    echo "made $folder/$1"
  fi
  chmod 644 "$folder/$1"
}

if [ ! -s "$folder/email_url" ] && [ -z "${EMAIL_URL:-}" ]; then
  echo "Say which mail server to use: EMAIL_URL=smtp+tls://user:password@host:587 sh $0" >&2
  exit 1
fi
keep secret_key "$(random 48)"
keep credential_keys "$(date +%Y)a:$(head -c 32 /dev/urandom | base64)"
keep postgres_password "$(random 24)"
keep database_password "$(random 24)"
keep database_url "postgres://app:$(cat "$folder/database_password")@database/app"
keep email_url "${EMAIL_URL:-}"
keep ops_token "$(random 24)"
keep x_client_secret "${X_CLIENT_SECRET:-}"
keep linkedin_client_secret "${LINKEDIN_CLIENT_SECRET:-}"
