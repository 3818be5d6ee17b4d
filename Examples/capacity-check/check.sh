#!/usr/bin/env bash
# Passes when DeepSeek-V3 serves 8,192 tokens of context on a cluster within 60 ms per output token.
# Usage: check.sh CLUSTER
set -uo pipefail

layline plan --model deepseek-ai/DeepSeek-V3 --cluster "$1" --context 8192 --tpot "60 ms" --output plan.json > plan.txt
status=$?

case $status in
  0) awk -v RS= '/^(Layout|Prediction)/' plan.txt; echo "pass: fits on $1" ;;
  1) cat plan.txt; echo "fail: does not fit on $1" ;;
  *) echo "error: the check itself did not work" ;;
esac
exit $status
