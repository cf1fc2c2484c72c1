#include "taskxml/rules/start_rules.hpp"
#include "taskxml/rewrite/wrap.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "taskxml/command/probe.hpp"
#include "taskxml/report/show.hpp"
#include "taskxml/xml/document.hpp"
#include "tests/unit/taskxml/diagnose/diagnose_samples.hpp"
#include "tests/unit/taskxml/support.hpp"

// What wrap says of the actions it writes, and what it leaves alone.
namespace taskxml::test {
namespace {

std::string exec_of(std::string_view command, std::string_view more = {}) {
  return fmt::format("<Command>{}</Command>{}", command, more);
}

std::string wrapped_exec(std::string_view launcher, std::string_view options) {
  return fmt::format("<Command>{}</Command><Arguments>{} -- \"a.exe\"</Arguments>", launcher, options);
}

RewriteRequest with_drive() {
  RewriteRequest request = wrap_request();
  request.invocation.drives = {"S=\\\\srv\\share"};
  return request;
}

/// Every note on a line of its own.
std::string notes_of(const std::string& inside, const RewriteRequest& request) {
  const RewriteResult result = rewrite({"n", "n", "n"}, task_with(inside), request);
  std::string notes;
  for (const Finding& finding : result.refusals)
    notes += "refused: " + format_finding("n", finding) + "\n";
  for (const Finding& finding : result.notes)
    notes += format_finding("n", finding) + "\n";
  return notes;
}

std::vector<std::string> ids_of_exec(const std::string& exec) {
  return ids_of(diagnose_bytes(text_of({.exec = exec})));
}

bool has_id(const std::string& exec, const std::string& id) {
  const std::vector<std::string> ids = ids_of_exec(exec);
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

/// A definition that was judged wrongly once. They are not part of the project; empty where they are not
/// there.
std::string fault(std::string_view name) {
  const char* const other = std::getenv("DRIVELAUNCH_CORPUS");
  const std::filesystem::path path =
      std::filesystem::path(other != nullptr ? other : DRIVELAUNCH_CORPUS) / "faults" / name;
  return std::filesystem::exists(path) ? read_bytes(path) : std::string();
}

TEST_SUITE("start rules") {
  TEST_CASE("wrap says nothing of an action that simply runs") {
    CHECK(notes_of(exec_of("S:\\a.exe", "<WorkingDirectory>D:\\jobs</WorkingDirectory>"), with_drive())
              .empty());
    CHECK(
        notes_of(exec_of("cmd.exe", "<WorkingDirectory>S:\\jobs</WorkingDirectory>"), with_drive()).empty());
    CHECK(notes_of(exec_of("S:\\a.exe", "<WorkingDirectory>\\\\srv\\share</WorkingDirectory>"), with_drive())
              .empty());
  }

  TEST_CASE("cmd.exe and batch files in a UNC directory: wrap names the letter that shows the folder") {
    for (const char* const command : {"cmd", "C:\\jobs\\a.bat", "C:\\jobs\\A.CMD."}) {
      CAPTURE(command);
      const std::string notes = notes_of(
          exec_of(command, "<WorkingDirectory>\\\\SRV\\share\\jobs\\</WorkingDirectory>"), with_drive());
      CHECK(notes.find("cmd.exe is to start in a UNC directory") != std::string::npos);
      CHECK(notes.find("\\\\SRV\\share\\jobs\\; S:\\jobs is the same folder in this run") !=
            std::string::npos);
    }
    const std::string other =
        notes_of(exec_of("cmd", "<WorkingDirectory>//other/share</WorkingDirectory>"), with_drive());
    CHECK(other.find("\"//other/share\"") != std::string::npos);
    CHECK(
        has_id(exec_of("a.cmd", "<WorkingDirectory>//other/share</WorkingDirectory>"), "directory-cmd-unc"));
    CHECK(has_id(
        "<Command>drivelaunch.exe</Command><Arguments>--chdir \"\\\\srv\\share\" --was no-directory -- "
        "\"a.bat\"</Arguments>",
        "directory-cmd-unc"));
  }

  TEST_CASE("G13: a shortcut is refused by wrap, with the advice to name its target") {
    const std::string notes = notes_of(exec_of("\"S:\\a b.LNK\""), with_drive());
    CHECK(notes.starts_with("refused: n:"));
    CHECK(notes.find("Command is a shortcut, which only the shell follows: \"\"S:\\a b.LNK\"\". Write the "
                     "shortcut's target") != std::string::npos);
    // Version 0.1.0 wrapped them: unwrapping still gives the original back.
    const std::string old =
        "<Exec><Command>drivelaunch.exe</Command><Arguments>--was quoted -- \"S:\\a b.lnk\""
        "</Arguments></Exec>";
    CHECK(unwrap_exec(old).text == "<Exec><Command>\"S:\\a b.lnk\"</Command></Exec>");
    CHECK_FALSE(unwrap_exec(old).was_edited);
  }

  TEST_CASE("scripts: wrap says the line to write") {
    const std::string powershell =
        notes_of(exec_of("S:\\a.ps1", "<Arguments>-Full</Arguments>"), with_drive());
    CHECK(
        powershell.find("the Command is a PowerShell script: \"powershell.exe -NoProfile -File \"S:\\a.ps1\" "
                        "-Full\"") != std::string::npos);
    for (const char* const script : {"a.vbs", "a.js"}) {
      const std::string notes = notes_of(exec_of(std::string("S:\\") + script), with_drive());
      CHECK(notes.find(fmt::format("\"cscript.exe //B //Nologo \"S:\\{}\"\"", script)) != std::string::npos);
    }
    CHECK(notes_of(exec_of("S:\\a.py"), with_drive()).empty());
  }

  TEST_CASE("a --chdir on a letter that the run does not connect is named") {
    RewriteRequest request = with_drive();
    request.invocation.chdir = "T:\\";
    CHECK(notes_of(exec_of("a.exe"), request)
              .find("uses a letter its launcher does not connect: \"--chdir T:\\\"") != std::string::npos);
    request.invocation.chdir = "S:\\";
    CHECK(notes_of(exec_of("a.exe"), request).empty());
    request.invocation.chdir = "C:\\jobs";
    CHECK(notes_of(exec_of("a.exe"), request).empty());
    // A drives.ini of which all is taken may connect it.
    request.invocation.chdir = "T:\\";
    request.invocation.config = "C:\\d.ini";
    CHECK(notes_of(exec_of("a.exe"), request).empty());
    CHECK(has_id(wrapped_exec("drivelaunch.exe", "--drive S=\\\\s\\s --chdir T:\\ --was no-directory"),
                 "wrapped-letter"));
  }

  TEST_CASE("launcher, --config and --log on a letter that is being connected are named") {
    RewriteRequest request = with_drive();
    request.launcher = "S:\\drivelaunch.exe";
    request.invocation.log = "S:\\l.txt";
    const std::string notes = notes_of(exec_of("a.exe"), request);
    CHECK(notes.find("the launcher or what it opens first is on a drive it is to connect: \"Command "
                     "S:\\drivelaunch.exe, --log S:\\l.txt\"") != std::string::npos);
    CHECK(has_id(wrapped_exec("\"s:\\drivelaunch.exe\"", "--drive S=\\\\s\\s"), "launcher-letter"));
    CHECK(has_id(wrapped_exec("drivelaunch.exe", "--config S:\\d.ini --only s"), "launcher-letter"));
    CHECK_FALSE(
        has_id(wrapped_exec("D:\\drivelaunch.exe", "--config D:\\d.ini --drive S=\\\\s\\s --output S:\\o"),
               "launcher-letter"));
  }

  TEST_CASE("wrap, unwrap, show and diagnose report an action that was edited since it was wrapped") {
    const std::string exec =
        "<Command>drivelaunch.exe</Command><Arguments>--drive S=\\\\s\\s --was "
        "empty-directory -- \"C:\\x.exe\"</Arguments>"
        "<WorkingDirectory>C:\\own</WorkingDirectory>";
    for (const RewriteRequest& request : {with_drive(), unwrap_request()}) {
      CAPTURE(request.unwraps);
      CHECK(notes_of(exec, request).find("edited since it was wrapped") != std::string::npos);
    }
    const ShowResult shown = show({"n", "n", "n"}, task_with(exec), std::nullopt);
    REQUIRE(shown.notes.size() == 1);
    CHECK(shown.notes[0].what == kEditedSince);
    CHECK(shown.actions[0].started.directory == "C:\\own");
    CHECK(has_id(exec, "wrapped-edited"));

    const std::string two =
        "<Command>drivelaunch.exe</Command><Arguments>--drive S=\\\\s\\s --chdir S:\\ -- "
        "\"C:\\x.exe\"</Arguments><WorkingDirectory>C:\\own</WorkingDirectory>";
    for (const RewriteRequest& request : {with_drive(), unwrap_request()}) {
      const std::string notes = notes_of(two, request);
      CHECK(notes.starts_with("refused: "));
      CHECK(notes.find("edited since it was wrapped: WorkingDirectory and --chdir name two directories: "
                       "\"C:\\own\"") != std::string::npos);
    }
    const ShowResult both = show({"n", "n", "n"}, task_with(two), std::nullopt);
    REQUIRE(both.notes.size() == 1);
    CHECK(both.notes[0].what.find("WorkingDirectory is C:\\own") != std::string::npos);
    CHECK(both.actions[0].started.directory == "S:\\");
    CHECK(has_id(two, "wrapped-edited"));
  }

  TEST_CASE("what probe writes is known as a probe: left alone by wrap and unwrap, shown, and no finding") {
    const ProbeResult probe = make_probe(task_with(exec_of("a.exe")), {});
    REQUIRE_FALSE(probe.refusal);
    for (const RewriteRequest& request : {with_drive(), unwrap_request()}) {
      const RewriteResult result = rewrite({"n", "n", "n"}, probe.bytes, request);
      CHECK_FALSE(result.is_refused());
      CHECK_FALSE(result.has_changed);
      REQUIRE(result.notes.size() == 1);
      CHECK(result.notes[0].what == "an action of drivelaunch itself is left alone: it starts no program");
      CHECK(result.notes[0].offender == "check");
    }
    const ShowResult shown = show({"n", "n", "n"}, probe.bytes, std::nullopt);
    REQUIRE(shown.refusals.empty());
    CHECK_FALSE(shown.actions.at(0).started.is_wrapped);
    CHECK(shown.actions.at(0).started.own_command == "check");
    CHECK(joined(ids_of(diagnose_bytes(probe.bytes))) == "command-blanks launcher-command");
    CHECK(has_id("<Command>drivelaunch.exe</Command><Arguments>run -- </Arguments>", "not-understood"));
  }

  TEST_CASE("G13: no probe is written with text that Task Scheduler would substitute") {
    const std::string exec =
        "<Command>drivelaunch.exe</Command><Arguments>--config \"C:\\$(Arg0).ini\" -- "
        "\"C:\\x.exe\"</Arguments>";
    const ProbeResult probe = make_probe(task_with(exec), {});
    REQUIRE(probe.refusal);
    CHECK(probe.refusal->what.find("$( or $$") != std::string::npos);
  }

  TEST_CASE("the definitions that were judged wrongly are judged rightly") {
    if (fault("README.md").empty()) {
      MESSAGE("skipped: no such definitions at " << DRIVELAUNCH_CORPUS);
      return;
    }
    const auto unwrapped = [](std::string_view name) {
      const RewriteResult result = rewrite({"n", "n", "n"}, fault(name), unwrap_request());
      REQUIRE(result.notes.size() == 1);
      CHECK(result.notes[0].what == kEditedSince);
      return std::string(Document::decode(result.bytes, std::nullopt).text());
    };
    CHECK(unwrapped("01-was-command-edited.xml")
              .find("<Command>C:\\a b\\x.exe</Command><Arguments>/quiet /r</Arguments>") !=
          std::string::npos);
    CHECK(unwrapped("02-empty-directory-edited.xml").find("<WorkingDirectory>C:\\own</WorkingDirectory>") !=
          std::string::npos);
    const auto refusal =
        rewrite({"n", "n", "n"}, fault("03-substitution-hidden-by-quotes.xml"), wrap_request());
    REQUIRE(refusal.refusals.size() == 1);
    CHECK(refusal.refusals[0].what.find("Command holds $( or $$") != std::string::npos);
    const std::string left_over = fault("13-leftover-comment.xml");
    const RewriteResult wrapped = rewrite({"n", "n", "n"}, left_over, wrap_request());
    CHECK(wrapped.changed_count == 1);
    CHECK(rewrite({"n", "n", "n"}, wrapped.bytes, unwrap_request()).bytes == left_over);
    struct Row {
      std::string_view file;
      std::string_view id;
    };
    for (const Row& row :
         {Row{"26-probe-output.xml", "launcher-command"}, Row{"27-chdir-unconnected.xml", "wrapped-letter"},
          Row{"28-launcher-on-letter.xml", "launcher-letter"}}) {
      CAPTURE(row.file);
      const std::string ids = joined(ids_of(diagnose_bytes(fault(row.file))));
      CHECK(ids.find(row.id) != std::string::npos);
      CHECK(ids.find("not-understood") == std::string::npos);
    }
  }
}

}  // namespace
}  // namespace taskxml::test
