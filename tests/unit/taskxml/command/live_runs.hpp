#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "taskxml/command/run.hpp"
#include "tests/unit/taskxml/fake_live_tasks.hpp"
#include "tests/unit/taskxml/recorded_streams.hpp"
#include "tests/unit/taskxml/support.hpp"

/// Registered tasks and runs on them, for the tests of the commands.
namespace taskxml::test {

inline std::string definition(std::string_view user, std::string_view type,
                              std::string_view command = "S:\\a.exe",
                              std::string_view settings = "<Enabled>true</Enabled>") {
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\r\n<Task version=\"1.2\" xmlns=\"{}\">\r\n"
      "  <Principals><Principal id=\"Author\"><UserId>{}</UserId>{}</Principal></Principals>\r\n"
      "  <Settings>{}</Settings>\r\n"
      "  <Actions Context=\"Author\"><Exec><Command>{}</Command><Arguments>-x</Arguments></Exec></Actions>\r\n"
      "</Task>\r\n",
      kTaskNamespace, user, type.empty() ? std::string() : fmt::format("<LogonType>{}</LogonType>", type),
      settings, command);
}

inline const std::string kSystem = definition("S-1-5-18", "");
inline const std::string kStored = definition("CONTOSO\\svc", "Password");

inline std::string text_of(const std::string& bytes) {
  return std::string(Document::decode(bytes, std::nullopt).text());
}

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

inline Ran run_on(FakeLiveTasks& machine, const std::vector<std::string>& arguments, std::string input = {}) {
  return run_with(arguments, std::move(input), false, &machine);
}

inline std::string usage_of(const std::vector<std::string>& arguments, FakeLiveTasks* machine) {
  try {
    run_with(arguments, {}, false, machine);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "(accepted)";
}

}  // namespace taskxml::test
