#include "taskxml/command/option_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "launcher/base/invocation.hpp"

namespace taskxml {
namespace {

/// The options of the launcher that probe hands to `check`.
constexpr std::array<std::string_view, 5> kCheckOptions{"config", "only", "drive", "timeout", "log"};

/// Which commands take an option: a bit for each.
constexpr unsigned bit(Command command) {
  return 1U << static_cast<unsigned>(command);
}
constexpr unsigned kRewriting = bit(Command::wrap) | bit(Command::unwrap);
constexpr unsigned kReporting = bit(Command::show) | bit(Command::diagnose);
constexpr unsigned kAnswering = bit(Command::probe) | bit(Command::drives);
constexpr unsigned kEstate = bit(Command::report);
constexpr unsigned kAll = kRewriting | kReporting | kAnswering | kEstate;

struct TakenOption {
  std::string_view name;
  unsigned commands;
};
constexpr auto kOwnOptions =
    std::to_array<TakenOption>({{"select", kRewriting | kEstate},
                                {"launcher", bit(Command::wrap) | bit(Command::probe)},
                                {"output-dir", kRewriting},
                                {"in-place", kRewriting},
                                {"backup", kRewriting},
                                {"backup-dir", kRewriting},
                                {"skip-passwords", kRewriting},
                                {"from-backup", bit(Command::unwrap)},
                                {"run", bit(Command::probe)},
                                {"doctor", bit(Command::probe)},
                                {"diff", kRewriting},
                                {"check", kRewriting},
                                {"encoding", kRewriting},
                                {"input-encoding", kAll},
                                {"jobs", kRewriting | kReporting | kEstate},
                                {"format", kReporting | kEstate},
                                {"title", kEstate},
                                {"baseline", kEstate},
                                {"save-baseline", kEstate},
                                {"machine", kEstate},
                                {"here", bit(Command::diagnose)},
                                {"o", kRewriting | kAnswering | kEstate},
                                {"help", kAll},
                                {"version", kAll}});

/// Every option there is with the commands that take it, those of the launcher included.
std::vector<TakenOption> all_options() {
  std::vector<TakenOption> options(kOwnOptions.begin(), kOwnOptions.end());
  for (const launcher::Option& option : launcher::invocation_options()) {
    const bool is_passed_on =
        !option.help.empty() && option.name != "help" && option.name != "version" && option.name != "dry-run";
    if (!is_passed_on) continue;
    options.push_back(
        {option.name, bit(Command::wrap) | (is_check_option(option.name) ? bit(Command::probe) : 0U)});
  }
  return options;
}

}  // namespace

bool OptionTakers::includes(Command command) const {
  return (commands_ & bit(command)) != 0;
}

std::string OptionTakers::describe() const {
  std::vector<std::string_view> names;
  for (const CommandName& known : kCommands) {
    if (includes(known.command)) names.push_back(known.name);
  }
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    text += fmt::format("{}{}", i == 0 ? "" : i + 1 == names.size() ? " and " : ", ", names[i]);
  return text + (names.size() == 1 ? " does" : " do");
}

OptionTakers find_takers(std::string_view name) {
  unsigned takers = 0;
  for (const TakenOption& option : all_options()) {
    if (option.name == name) takers = option.commands;
  }
  return OptionTakers(takers);
}

std::vector<std::string_view> long_options_of(Command command) {
  std::vector<std::string_view> names;
  for (const TakenOption& option : all_options()) {
    if (OptionTakers(option.commands).includes(command) && option.name != "o") names.push_back(option.name);
  }
  return names;
}

bool is_check_option(std::string_view name) {
  return std::find(kCheckOptions.begin(), kCheckOptions.end(), name) != kCheckOptions.end();
}

}  // namespace taskxml
