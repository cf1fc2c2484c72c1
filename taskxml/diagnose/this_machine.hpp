#pragma once

#include <optional>
#include <string>
#include <vector>

/// The machine taskxml runs on, for --here. A seam: posix/this_machine.cpp and win32/this_machine.cpp.
namespace taskxml {

/// What a run of the launcher relies on, and others must not be able to change.
enum class TrustedInput {
  launcher,  ///< the program, and whatever is beside it
  config,    ///< its drives.ini
};

/// As whom a task runs, as far as trust goes.
struct RunAccount {
  std::string name;          ///< a SID, or a name; empty: not known
  bool is_elevated = false;  ///< such a run relies on nothing that is on another machine
};

/// Why the launcher would refuse to rely on something.
struct TrustProblem {
  std::string what;                   ///< `C:\x\drives.ini: Everyone (S-1-1-0) has WRITE_DATA`
  std::vector<std::string> commands;  ///< that fix it, in order; may be empty
};

/// Every function may be called from any thread.
class ThisMachine {
 public:
  virtual ~ThisMachine() = default;
  /// Whether the letter is a disk of the machine: fixed, removable, CD or RAM disk.
  virtual bool is_local_disk(char letter) const = 0;
  /// With the values of %VARIABLES% of this process; those of a task's account may be others.
  virtual std::string expand(const std::string& text) const = 0;
  virtual bool has_file(const std::string& path) const = 0;
  /// The bytes; nullopt when it cannot be read, which includes files above 1 MiB.
  virtual std::optional<std::string> read(const std::string& path) const = 0;
  /// Why a run of that account would not trust the file and the folders it is in, decided as the launcher
  /// itself decides (launcher/trust.hpp); none: it would.
  virtual std::vector<TrustProblem> find_trust_problems(const std::string& path, TrustedInput input,
                                                        const RunAccount& account) const = 0;
  /// Whether UAC is set to Administrator protection: TypeOfAdminApprovalMode is 2, and UAC is not off.
  virtual bool has_administrator_protection() const = 0;
};

/// nullptr where this is not Windows: what a task would find cannot be seen then.
const ThisMachine* this_machine();

}  // namespace taskxml
