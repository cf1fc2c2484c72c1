// G13: what taskxml writes is run by the launcher as the original would have run.
#include <doctest/doctest.h>

#include <tinyxml2.h>

#include <string>
#include <string_view>
#include <vector>

#include "support/drives.hpp"
#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/random_source.hpp"
#include "support/rig.hpp"
#include "support/text.hpp"

using namespace e2e;

namespace {

/// An Exec action; the values as Task Scheduler reads them.
struct Action {
  std::string command;
  std::string arguments;
  std::string directory;
};

std::string escape(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '&') {
      escaped += "&amp;";
    } else if (c == '<') {
      escaped += "&lt;";
    } else if (c == '>') {
      escaped += "&gt;";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string make_piece(RandomSource& random) {
  static const std::vector<std::string> pieces_of_trouble{"\"",
                                                          "\"\"",
                                                          "\\",
                                                          "\\\\",
                                                          "\\\"",
                                                          " ",
                                                          "   ",
                                                          "\t",
                                                          "%PATH%",
                                                          "100%",
                                                          "^",
                                                          "&",
                                                          "<",
                                                          ">",
                                                          "|",
                                                          "--",
                                                          " -- ",
                                                          "--config ",
                                                          "--help",
                                                          "$(Arg0)",
                                                          "$",
                                                          "'",
                                                          "\xC3\xA4",
                                                          "\xE4\xB8\xAD",
                                                          "a",
                                                          "b c",
                                                          "=x;",
                                                          "/y",
                                                          "@",
                                                          "!",
                                                          "\xF0\x9F\x98\x80"};
  return pieces_of_trouble[static_cast<std::size_t>(
      random.draw(0, static_cast<int>(pieces_of_trouble.size()) - 1))];
}

/// Neither end blank: the tools of Windows trim there, and so may Task Scheduler.
std::string make_arguments(RandomSource& random) {
  if (random.draw(1, 8) == 1) return {};
  std::string arguments = "-";
  for (int pieces = random.draw(0, 25); pieces > 0; --pieces)
    arguments += make_piece(random);
  return arguments + "x";
}

std::string write_task(const std::vector<Action>& actions) {
  std::string task =
      "<Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">\r\n"
      "  <RegistrationInfo><URI>\\Generated</URI></RegistrationInfo>\r\n"
      "  <Principals><Principal id=\"Author\"><LogonType>Password</LogonType></Principal></Principals>\r\n"
      "  <Actions Context=\"Author\">\r\n";
  for (const Action& action : actions) {
    task += "    <Exec>\r\n      <Command>" + escape(action.command) + "</Command>\r\n";
    if (!action.arguments.empty())
      task += "      <Arguments>" + escape(action.arguments) + "</Arguments>\r\n";
    if (!action.directory.empty()) {
      task += "      <WorkingDirectory>" + escape(action.directory) + "</WorkingDirectory>\r\n";
    }
    task += "    </Exec>\r\n";
  }
  return task + "  </Actions>\r\n</Task>\r\n";
}

std::vector<Action> read_task(const std::string& bytes) {
  tinyxml2::XMLDocument document;
  REQUIRE(document.Parse(bytes.data(), bytes.size()) == tinyxml2::XML_SUCCESS);
  std::vector<Action> actions;
  const auto* const list = document.RootElement()->FirstChildElement("Actions");
  for (const auto* exec = list->FirstChildElement("Exec"); exec != nullptr;
       exec = exec->NextSiblingElement("Exec")) {
    const auto value = [&](const char* name) -> std::string {
      const auto* const element = exec->FirstChildElement(name);
      return element != nullptr && element->GetText() != nullptr ? element->GetText() : "";
    };
    actions.push_back({value("Command"), value("Arguments"), value("WorkingDirectory")});
  }
  return actions;
}

/// The line and the directory that line_child saw.
struct Seen {
  std::string line;
  std::string directory;
};

/// Starts an action as Task Scheduler does: the Command in quotes, one blank, the Arguments, in the
/// WorkingDirectory.
Seen start_action(const Action& action, const TemporaryFolder& temporary) {
  const bool has_quotes = action.command.starts_with('"');
  const std::string separator = action.arguments.empty() ? "" : " ";
  ProcessRequest request;
  request.line =
      widen((has_quotes ? action.command : in_quotes(action.command)) + separator + action.arguments);
  const bool directory_has_quotes = action.directory.starts_with('"');
  request.directory =
      directory_has_quotes ? action.directory.substr(1, action.directory.size() - 2) : action.directory;
  request.variables = {{"DRIVELAUNCH_TEST_REPORT", temporary.file("line")},
                       {"DRIVELAUNCH_TEST_DIRECTORY", temporary.file("directory")}};
  const auto result = run_process(request);
  CAPTURE(result.errors);
  CHECK(result.exit_code == 0);
  Seen seen{exists(temporary.file("line")) ? read_file(temporary.file("line")) : "nothing was started",
            exists(temporary.file("directory")) ? read_file(temporary.file("directory")) : ""};
  remove_file(temporary.file("line"));
  remove_file(temporary.file("directory"));
  return seen;
}

}  // namespace

TEST_SUITE("wrapped-task") {
  TEST_CASE("G13: a wrapped action starts the same program with the same line in the same directory") {
    NEEDS_SHARE();
    const std::uint64_t seed = choose_seed();
    MESSAGE("DRIVELAUNCH_TEST_SEED=", seed);
    RandomSource random(seed);
    const TemporaryFolder temporary;
    const ShareFolder folder;
    const FreeLetter drive;
    drive.connect(folder.unc());  // so that the original can run, too
    make_folder(folder.file("a folder"));
    make_folder(temporary.file("two words"));
    copy_file(line_child_path(), temporary.file("two words\\line child.exe"));
    copy_file(line_child_path(), folder.file("child.exe"));
    const std::vector<std::string> commands{line_child_path(),
                                            temporary.file("two words\\line child.exe"),
                                            in_quotes(temporary.file("two words\\line child.exe")),
                                            in_quotes(line_child_path()),
                                            drive.file("child.exe"),
                                            in_quotes(drive.file("child.exe"))};
    const std::vector<std::string> directories{"",
                                               temporary.path(),
                                               temporary.file("two words"),
                                               drive.file(""),
                                               drive.file("a folder"),
                                               in_quotes(drive.file("a folder"))};
    std::vector<Action> actions;
    const int count = is_full_run() ? 1000 : 30;
    for (int i = 0; i < count; ++i) {
      const auto pick = [&](const std::vector<std::string>& from) {
        return from[static_cast<std::size_t>(random.draw(0, static_cast<int>(from.size()) - 1))];
      };
      actions.push_back({pick(commands), make_arguments(random), pick(directories)});
    }
    write_file(temporary.file("task.xml"), write_task(actions));
    REQUIRE(read_task(read_file(temporary.file("task.xml"))).size() == actions.size());

    ProcessRequest wrap;
    wrap.line = widen(in_quotes(taskxml_path()) + " wrap --launcher " + in_quotes(launcher_path()) + " " +
                      drive.option(folder.unc()) + "-o " + in_quotes(temporary.file("wrapped.xml")) + " " +
                      in_quotes(temporary.file("task.xml")));
    const auto wrapping = run_process(wrap);
    CAPTURE(wrapping.errors);
    REQUIRE(wrapping.exit_code == 0);
    const std::vector<Action> wrapped = read_task(read_file(temporary.file("wrapped.xml")));
    REQUIRE(wrapped.size() == actions.size());

    for (std::size_t i = 0; i < actions.size(); ++i) {
      CAPTURE(actions[i].command);
      CAPTURE(actions[i].arguments);
      CAPTURE(actions[i].directory);
      CAPTURE(wrapped[i].arguments);
      CHECK(wrapped[i].command == launcher_path());
      CHECK(wrapped[i].directory == "");
      const Seen direct = start_action(actions[i], temporary);
      const Seen launched = start_action(wrapped[i], temporary);
      CHECK((launched.line == direct.line));
      CHECK((launched.directory == direct.directory));
    }
  }

  TEST_CASE("G12: unwrap gives the file back, byte for byte, from the Windows program, too") {
    const TemporaryFolder temporary;
    write_file(temporary.file("task.xml"), write_task({{R"(S:\tools\x.exe)", "-a \"b c\"", R"(S:\jobs)"}}));
    const auto taskxml = [&](const std::string& arguments) {
      ProcessRequest request;
      request.line = widen(in_quotes(taskxml_path()) + " " + arguments);
      return run_process(request);
    };
    const std::string wrapped = temporary.file("wrapped.xml");
    CHECK(taskxml("wrap -o " + in_quotes(wrapped) + " " + in_quotes(temporary.file("task.xml"))).exit_code ==
          0);
    CHECK(read_file(wrapped) != read_file(temporary.file("task.xml")));
    const auto unwrapped = taskxml("unwrap " + in_quotes(wrapped));
    CHECK(unwrapped.exit_code == 0);
    CHECK((unwrapped.output == read_file(temporary.file("task.xml"))));
  }
}
