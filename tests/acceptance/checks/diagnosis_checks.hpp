#pragma once

#include "acceptance/check.hpp"

/// What administrators ask the programs: capture, check and doctor through a probe, unwrap.
namespace acceptance {

Finding see_capture(Machine& machine, const Principal& principal);
Finding see_probe(Machine& machine, const Principal& principal);
Finding see_doctor(Machine& machine, const Principal& principal);
Finding see_unwrap(Machine& machine, const Principal& principal);

}  // namespace acceptance
