#pragma once

#include "acceptance/check.hpp"

/// Where things are: how PROGRAM is found, and paths that are long or not in English.
namespace acceptance {

Finding see_places(Machine& machine, const Principal& principal);

}  // namespace acceptance
