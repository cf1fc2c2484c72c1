#pragma once

#include "acceptance/check.hpp"

/// That a wrong password is tried once (G7).
namespace acceptance {

Finding see_refused_login(Machine& machine, const Principal& principal);

}  // namespace acceptance
