#pragma once

#include <optional>
#include <string>

#include "launcher/base/invocation.hpp"
#include "taskxml/task/finding.hpp"
#include "taskxml/xml/code_page.hpp"

namespace taskxml {

/// What probe hands to `drivelaunch check` when the task is not wrapped, or in place of what it is wrapped
/// with.
struct ProbeRequest {
  launcher::Invocation options;         ///< config, only, drives, timeout, log
  std::optional<std::string> launcher;  ///< --launcher; empty: the default
  std::optional<CodePage> input_encoding;
  /// Where the actions write what they say, through cmd.exe: a path without quotes, % and $. Empty: nowhere; the
  /// log says it.
  std::optional<std::string> output;
  bool asks_doctor = false;  ///< `drivelaunch doctor` instead of check; needs `output`
};

struct ProbeResult {
  std::string bytes;               ///< the definition: UTF-16LE with byte order mark, as schtasks imports it
  std::string account;             ///< user or group of the principal
  bool needs_password = false;     ///< importing it asks for the account's password
  std::optional<Finding> refusal;  ///< why there is none
};

/// A one-shot definition: the principal of the task, no triggers, and as actions `drivelaunch check` with the
/// drives of each wrapped action, or with the requested ones.
ProbeResult make_probe(std::string bytes, const ProbeRequest& request);

/// What the Description of every probe contains, and that of nothing else.
inline constexpr std::string_view kProbeMark = "Made by taskxml probe; delete it when its log has been read.";

/// Where the check writes when --log does not say: every account can write there.
inline constexpr std::string_view kProbeLog = R"(%PUBLIC%\drivelaunch-probe.log)";

}  // namespace taskxml
