#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "taskxml/command/usage.hpp"

/// Which commands take which option: for messages, and for what `probe` takes of the launcher's options.
namespace taskxml {

/// The commands that take one option.
class OptionTakers {
 public:
  explicit OptionTakers(unsigned commands) : commands_(commands) {}

  bool is_empty() const { return commands_ == 0; }
  bool includes(Command command) const;
  /// "wrap and unwrap do", for a message.
  std::string describe() const;

 private:
  unsigned commands_;  ///< a bit for each
};

/// `name` is without its dashes; "o" is -o. Those of the launcher included.
OptionTakers find_takers(std::string_view name);

/// The options with two dashes that the command takes.
std::vector<std::string_view> long_options_of(Command command);

/// Whether `probe` hands this option of the launcher to `drivelaunch check`.
bool is_check_option(std::string_view name);

}  // namespace taskxml
