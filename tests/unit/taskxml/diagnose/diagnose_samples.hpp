#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "taskxml/diagnose/diagnose.hpp"

/// Definitions for the tests of diagnose: one for every rule.
namespace taskxml::test {

/// A task as Task Scheduler exports it. What is not given is what gives no finding.
struct Sample {
  std::string exec = "<Command>C:\\a.exe</Command>";
  std::string principal = "<UserId>CONTOSO\\u</UserId><LogonType>InteractiveToken</LogonType>";
  std::string settings =
      "<StopIfGoingOnBatteries>false</StopIfGoingOnBatteries><ExecutionTimeLimit>PT0S</ExecutionTimeLimit>";
  std::string triggers;
  std::string context = "Author";
  std::string more_actions;
};

std::string text_of(const Sample& sample);

class FakeHere : public ThisMachine {
 public:
  std::string local_disks = "CD";
  std::map<std::string, std::string> files;
  /// By path: why it would not be trusted.
  std::map<std::string, std::vector<TrustProblem>> trust_problems;
  mutable std::vector<RunAccount> asked;
  bool protects_administrators = false;

  bool is_local_disk(char letter) const override { return local_disks.find(letter) != std::string::npos; }
  std::string expand(const std::string& text) const override {
    const std::string variable = "%ProgramData%";
    return text.starts_with(variable) ? "C:\\ProgramData" + text.substr(variable.size()) : text;
  }
  bool has_file(const std::string& path) const override { return files.contains(path); }
  std::optional<std::string> read(const std::string& path) const override {
    const auto found = files.find(path);
    return found == files.end() ? std::nullopt : std::optional(found->second);
  }
  std::vector<TrustProblem> find_trust_problems(const std::string& path, TrustedInput input,
                                                const RunAccount& account) const override {
    asked.push_back(account);
    const auto found =
        trust_problems.find((input == TrustedInput::launcher ? "launcher " : "config ") + path);
    return found == trust_problems.end() ? std::vector<TrustProblem>() : found->second;
  }
  bool has_administrator_protection() const override { return protects_administrators; }
};

Diagnosis diagnose_bytes(const std::string& bytes, const ThisMachine* here = nullptr);
/// The ids of all that was found, in the order of the report.
std::vector<std::string> ids_of(const Diagnosis& diagnosis);
/// Sorted, with a blank between two.
std::string joined(std::vector<std::string> ids);

/// Parts of samples: a program on S:, one that takes a share, a script that is only named.
extern const std::string kOnLetter;
extern const std::string kOnShare;
extern const std::string kOnCmd;  ///< cmd.exe, up to what it is given
extern const std::string kScript;
std::string account(const std::string& user, const std::string& logon_type = {});
/// A wrapped action of `program` with these options of the launcher.
std::string wrapped(const std::string& options, const std::string& program = "S:\\a.exe",
                    const std::string& arguments = {});

struct Row {
  std::string ids;  ///< all that are found, sorted
  Sample sample;
  std::string about;  ///< part of what the first of `ids` is about
};

/// An example of every rule that needs no machine.
std::vector<Row> rows();

/// A machine with the disks C: and D: and the script of kScript.
FakeHere machine_here();

}  // namespace taskxml::test
