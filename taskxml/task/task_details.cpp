#include "taskxml/task/task_details.hpp"

#include <algorithm>

#include "taskxml/xml/xml_characters.hpp"

namespace taskxml {
namespace {

class DetailsReader {
 public:
  DetailsReader(const TokenList& tokens, std::string_view text) : text_(text), tokens_(tokens) {}

  TaskDetails read() {
    read_actions();
    read_triggers();
    read_settings();
    return details_;
  }

 private:
  using Index = std::size_t;

  std::size_t offset(Index element) const { return tokens_.entries()[element].token.begin; }
  std::string_view name(Index element) const { return local_name(tokens_.entries()[element].token.name); }

  std::optional<std::string> text_of(Index parent, std::string_view local) const {
    const auto child = tokens_.find_child(parent, local);
    if (!child) return std::nullopt;
    std::string value = tokens_.value(*child, text_);
    std::erase_if(value, is_xml_blank);
    return value;
  }

  /// An xs:boolean; nullopt when it is not there.
  std::optional<bool> flag(Index parent, std::string_view local) const {
    const auto value = text_of(parent, local);
    if (!value) return std::nullopt;
    return *value == "true" || *value == "1";
  }

  void read_actions() {
    const auto actions = tokens_.find_child(0, "Actions");
    if (!actions) return;
    details_.actions = offset(*actions);
    details_.context = tokens_.attribute(*actions, "Context");
    const auto principals = tokens_.find_child(0, "Principals");
    std::vector<Index> all;
    if (principals) all = tokens_.children(*principals);
    details_.has_context =
        details_.context.empty() || all.empty() || std::any_of(all.begin(), all.end(), [&](Index one) {
          return tokens_.attribute(one, "id") == details_.context;
        });
    for (const Index one : all) {
      if (tokens_.find_child(one, "UserId") && tokens_.find_child(one, "GroupId"))
        details_.user_and_group = offset(one);
    }
  }

  void read_triggers() {
    const auto triggers = tokens_.find_child(0, "Triggers");
    if (!triggers) return;
    for (const Index trigger : tokens_.children(*triggers)) {
      ++details_.trigger_count;
      if (name(trigger) == "RegistrationTrigger" && flag(trigger, "Enabled").value_or(true))
        details_.registration_trigger = offset(trigger);
    }
  }

  void read_settings() {
    const auto settings = tokens_.find_child(0, "Settings");
    if (!settings) return;
    details_.settings = offset(*settings);
    details_.time_limit = text_of(*settings, "ExecutionTimeLimit");
    details_.is_enabled = flag(*settings, "Enabled").value_or(true);
    details_.stops_on_batteries = flag(*settings, "StopIfGoingOnBatteries").value_or(true);
    const auto idle = tokens_.find_child(*settings, "IdleSettings");
    details_.stops_when_idle_ends = idle && flag(*settings, "RunOnlyIfIdle").value_or(false) &&
                                    flag(*idle, "StopOnIdleEnd").value_or(false);
  }

  std::string_view text_;
  const TokenList& tokens_;
  TaskDetails details_;
};

}  // namespace

TaskDetails read_details(const TokenList& tokens, std::string_view task) {
  return DetailsReader(tokens, task).read();
}

}  // namespace taskxml
