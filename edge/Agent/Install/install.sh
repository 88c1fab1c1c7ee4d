#!/bin/sh
# Installs the agent that lies beside this script, or updates it. As root: ./install.sh [--user NAME]
# --user NAME   lets this user, the robot's software, ask the agent for paths
# --root DIR    installs below DIR and leaves users and services alone: for images, and for tests
set -eu

user= root=
while [ $# -gt 0 ]; do
    case $1 in
        --user) user=${2:?--user needs a name}; shift 2 ;;
        --root) root=${2:?--root needs a folder}; shift 2 ;;
        *) echo "install.sh: '$1' is not known here; known are --user NAME, --root DIR" >&2; exit 2 ;;
    esac
done
here=$(cd "$(dirname "$0")" && pwd)
[ -x "$here/trm-edge" ] || { echo "install.sh: expected the program trm-edge beside this script, in $here; publish the agent and run the script there" >&2; exit 1; }
[ -n "$root" ] || [ "$(id -u)" -eq 0 ] || { echo "install.sh: must run as root; use sudo" >&2; exit 1; }

# The new program whole in the other folder, then one rename of a link: a power cut leaves the old one or the new one.
mkdir -p "$root/opt/trm-edge.d" "$root/usr/local/bin" "$root/etc/systemd/system" "$root/var/lib/trm-edge"
next=a
[ "$(readlink "$root/opt/trm-edge" || true)" != trm-edge.d/a ] || next=b
rm -rf "$root/opt/trm-edge.d/$next" "$root/opt/trm-edge.link"
cp -R "$here" "$root/opt/trm-edge.d/$next"
sync
ln -s "trm-edge.d/$next" "$root/opt/trm-edge.link"
mv -T "$root/opt/trm-edge.link" "$root/opt/trm-edge"
ln -sf /opt/trm-edge/trm-edge "$root/usr/local/bin/trm-edge"
cp "$here/trm-edge.service" "$root/etc/systemd/system/trm-edge.service"
[ -n "$root" ] && exit 0

id trm-edge >/dev/null 2>&1 || useradd --system --home-dir /var/lib/trm-edge --no-create-home --shell /usr/sbin/nologin trm-edge
# Where the board has such a group, its lines may be opened by it.
if getent group gpio >/dev/null; then usermod -aG gpio trm-edge; fi
chown trm-edge:trm-edge /var/lib/trm-edge
chmod 750 /var/lib/trm-edge
if [ -n "$user" ]; then
    usermod -aG trm-edge "$user"
    [ -e /var/lib/trm-edge/agent.json ] || { printf '{"group_may_plan": true}\n' > /var/lib/trm-edge/agent.json; chown trm-edge:trm-edge /var/lib/trm-edge/agent.json; }
fi
systemctl daemon-reload
systemctl enable trm-edge.service
if [ -e /var/lib/trm-edge/identity/identity.json ]; then
    systemctl restart trm-edge.service
else
    echo "installed; join a grid and start it:"
    echo "  sudo -u trm-edge trm-edge enrol --home /var/lib/trm-edge --token TOKEN"
    echo "  sudo systemctl start trm-edge"
fi
