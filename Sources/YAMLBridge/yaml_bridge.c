#include "YAMLBridge.h"
