#pragma once

#include "acceptance/check.hpp"

/// `drivelaunch setup`: what it makes, with which permissions. Where DriveLaunch was set up before, they only look.
namespace acceptance {

Finding see_setup(Machine& machine, const Principal& principal);
Finding see_setup_permissions(Machine& machine, const Principal& principal);

}  // namespace acceptance
