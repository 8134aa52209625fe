#!/bin/sh
exec sh "$(dirname "$0")/../qemu/prepare.sh" kvm
