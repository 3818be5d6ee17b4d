#pragma once

// libyaml of the system, as it is: events in both directions.

#include <yaml.h>
