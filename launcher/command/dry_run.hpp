#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "launcher/config/needs.hpp"
#include "launcher/connect/plan.hpp"
#include "launcher/credential/credential_store.hpp"
#include "launcher/network/network.hpp"
#include "launcher/program/program.hpp"

/// What a run would do, found out without doing it: --dry-run and doctor.
namespace launcher {

/// The steps of a run that began now. Looks at letters and credentials, and asks no server. Throws what
/// find_credentials throws.
std::vector<Step> foresee_steps(const Needs& needs, Letters& letters, CredentialSource& credentials);

/// The text of --dry-run: a line "key: value" for each thing a run would do, in its order. `config_file` is
/// empty when none was read.
std::string format_dry_run(std::string_view config_file, const std::vector<Step>& steps,
                           const ProgramChoice& choice);

}  // namespace launcher
