#!/bin/sh
exec sh "$(dirname "$0")/stop.sh"
