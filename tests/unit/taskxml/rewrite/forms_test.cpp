#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "taskxml/command/probe.hpp"
#include "taskxml/report/show.hpp"
#include "taskxml/xml/document.hpp"
#include "tests/unit/taskxml/diagnose/diagnose_samples.hpp"
#include "tests/unit/taskxml/recorded_streams.hpp"
#include "tests/unit/taskxml/support.hpp"

// The forms a file can have, beyond one task as Task Scheduler exports it.

namespace taskxml::test {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kNamespace = "http://schemas.microsoft.com/windows/2004/02/mit/task";

std::string task(std::string_view actions, std::string_view registration = {}) {
  return fmt::format(
      "<Task version=\"1.2\" xmlns=\"{}\">\n<RegistrationInfo>{}</RegistrationInfo>\n<Actions>\n{}\n"
      "</Actions>\n</Task>\n",
      kNamespace, registration, actions);
}

const std::string kExec = "<Exec><Command>S:\\a.exe</Command></Exec>";

RewriteResult wrap(const std::string& bytes, const std::vector<std::string>& select = {"name=*"}) {
  RewriteRequest request;
  request.selection = Selection::parse(select);
  return rewrite({"n.xml", "n.xml", "n"}, bytes, request);
}

std::string refusal_of(const std::string& bytes) {
  const RewriteResult result = wrap(bytes);
  if (!result.is_refused()) return "(accepted)";
  CHECK(result.bytes.empty());
  return format_finding("n.xml", result.refusals.front());
}

/// Wrapped, and back to the same bytes.
std::string wrapped(const std::string& bytes) {
  const RewriteResult result = wrap(bytes);
  REQUIRE_FALSE(result.is_refused());
  CHECK(result.changed_count == result.exec_count);
  CHECK(rewrite({"n.xml", "n.xml", "n"}, result.bytes, unwrap_request()).bytes == bytes);
  return std::string(Document::decode(result.bytes, std::nullopt).text());
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

fs::path faults_folder() {
  const char* const other = std::getenv("DRIVELAUNCH_CORPUS");
  return fs::path(other != nullptr ? other : DRIVELAUNCH_CORPUS) / "faults";
}

TEST_SUITE("forms") {
  TEST_CASE("G13: an Exec that another vocabulary's declaration stands on is an Exec") {
    const std::string declared = "<Exec xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">";
    const std::string text = wrapped(task(declared + "<Command>S:\\a.exe</Command></Exec>"));
    CHECK(text.find(declared + "<Command>C:\\Program Files\\DriveLaunch") != std::string::npos);
    CHECK(count(wrapped(task(fmt::format("<Exec xmlns=\"{}\"><Command>a</Command></Exec>", kNamespace))),
                "drivelaunchw.exe") == 1);
    // The same namespace under a second prefix.
    const std::string second = wrapped(
        fmt::format("<Task xmlns=\"{0}\" xmlns:q=\"{0}\"><Actions><q:Exec><q:Command>a</q:Command></q:Exec>"
                    "</Actions></Task>",
                    kNamespace));
    CHECK(second.find("<q:Exec><q:Command>C:\\Program Files") != std::string::npos);
  }

  TEST_CASE(
      "G13: an Exec that is not in the task's namespace, as a whole or in part, is refused with the tag") {
    const std::string what =
        "n.xml:4: an Exec, or a part of it, is in another namespace or has another prefix than its task: ";
    const std::string advice = ". Delete that xmlns, or give the element the task's prefix";
    CHECK(refusal_of(task("<Exec xmlns=\"\"><Command>S:\\a.exe</Command></Exec>")) ==
          what + "\"<Exec xmlns=\"\">\"" + advice);
    CHECK(refusal_of(task("<Exec xmlns=\"urn:o\"><Command>S:\\a.exe</Command></Exec>")) ==
          what + "\"<Exec xmlns=\"urn:o\">\"" + advice);
    // Its arguments would have been left behind.
    CHECK(refusal_of(task(fmt::format("<Exec><Command>S:\\a.exe</Command><q:Arguments xmlns:q=\"{}\">x"
                                      "</q:Arguments></Exec>",
                                      kNamespace)))
              .find("<q:Arguments xmlns:q=") != std::string::npos);
    CHECK(refusal_of(task("<Exec><Command xmlns=\"\">S:\\a.exe</Command></Exec>")) != "(accepted)");
    CHECK(refusal_of(fmt::format("<Task xmlns=\"{}\">\n<Actions xmlns=\"\">{}</Actions></Task>", kNamespace,
                                 kExec)) ==
          "n.xml:2: Actions are in another namespace than their Task: \"<Actions xmlns=\"\">\". Delete the "
          "xmlns of that element; Task Scheduler refuses it as it is");
    // A selection that does not take the task takes nothing of it.
    CHECK_FALSE(wrap(task("<Exec xmlns=\"\"><Command>a</Command></Exec>"), {"name=other"}).is_refused());
    const ShowResult shown = show({"n", "n", "n"}, task("<Exec xmlns=\"\"><Command>a</Command></Exec>"), {});
    REQUIRE(shown.actions.size() == 1);
    CHECK(shown.actions[0].problem.find("another namespace") != std::string::npos);
    CHECK(make_probe(task("<Exec xmlns=\"\"><Command>a</Command></Exec>"), {}).refusal.has_value());
    // What has a prefix of its own is somebody else's, and said so.
    const RewriteResult other = wrap(task("<o:Exec xmlns:o=\"urn:o\"/>" + kExec));
    CHECK(other.changed_count == 1);
    REQUIRE(other.notes.size() == 1);
    CHECK(other.notes[0].what == "an action of an unknown kind is left alone");
  }

  TEST_CASE("diagnose names every element that is in another namespace than its task") {
    const auto about = [](const std::string& bytes) {
      std::vector<std::string> found;
      const Diagnosis diagnosis = diagnose_bytes(bytes);
      for (const Problem& problem : diagnosis.tasks.at(0).problems) {
        if (problem.rule->id == "import-foreign")
          found.push_back(fmt::format("{}: {}", problem.line, problem.about));
      }
      return found;
    };
    using List = std::vector<std::string>;
    CHECK(about(task(kExec, "<Author xmlns=\"\">x</Author><Date xmlns='urn:o'/>")) ==
          List{"2: <Author xmlns=\"\">", "2: <Date xmlns='urn:o'/>"});
    CHECK(about(task("<Exec xmlns=\"\"><Command>C:\\a.exe</Command></Exec>")) ==
          List{"4: <Exec xmlns=\"\">"});
    CHECK(about(task("<Exec xmlns:x=\"urn:x\"><Command>C:\\a.exe</Command></Exec>")).empty());
    // Data is anybody's.
    CHECK(about(fmt::format("<Task xmlns=\"{}\"><Data><a xmlns=\"\"><b xmlns=\"urn:o\"/></a></Data><Actions>"
                            "{}</Actions></Task>",
                            kNamespace, kExec))
              .empty());
  }

  TEST_CASE("G14: a namespace that is nearly Task Scheduler's is shown beside the right one") {
    const auto in = [](std::string_view name_space) {
      return fmt::format("<Task xmlns=\"{}\"><Actions>{}</Actions></Task>", name_space, kExec);
    };
    for (const std::string wrong : {"https://schemas.microsoft.com/windows/2004/02/mit/task",
                                    "http://schemas.microsoft.com/windows/2004/02/mit/task/", "urn:other"}) {
      CHECK(refusal_of(in(wrong)) ==
            fmt::format(
                "n.xml:1: not a task: Task is in another namespace than Task Scheduler's: \"{}\". Write "
                "xmlns=\"{}\"",
                wrong, kNamespace));
    }
    // Beside a good one it would be passed over.
    CHECK(refusal_of("<Tasks>\n" + task(kExec) + in("http://schemas.microsoft.com/windows/2004/02/mit/Task") +
                     "</Tasks>")
              .starts_with("n.xml:8: not a task: Task is in another namespace"));
    CHECK(refusal_of("<Tasks>" + task(kExec) + in("urn:other") + "</Tasks>") == "(accepted)");
    // As XML has it, a reference is what it stands for.
    CHECK(refusal_of(in("http://schemas.microsoft.com/windows/2004/02/mit/tas&#107;")) == "(accepted)");
  }

  TEST_CASE("G12: all tasks of schtasks /query /xml, one document after the other, are several tasks") {
    std::string text;
    for (const char* const name : {"\\One", "\\Sub\\Two", "\\Three"}) {
      text += "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\r\n" +
              task(kExec, fmt::format("<URI>{}</URI>", name)) + "\r\n\r\n";
    }
    for (const std::string& bytes : {text, encode_utf16_file(text)}) {
      const std::string result = wrapped(bytes);
      for (const char* const name : {"One", "Sub\\Two", "Three"})
        CHECK(result.find(fmt::format("--name \"{}\"", name)) != std::string::npos);
      CHECK(show({"n", "n", "n"}, bytes, {}).actions.size() == 3);
      CHECK(diagnose_bytes(bytes).tasks.size() == 3);
      CHECK(wrap(bytes, {"name=\\Sub\\*"}).changed_count == 1);
    }
    RewriteRequest request = wrap_request();
    request.to_utf16 = true;
    CHECK(rewrite({"n", "n", "n"}, text, request).bytes.starts_with("\xFF\xFE"));
    std::string other = text;
    other.replace(other.rfind("UTF-16"), 6, "UTF-8");
    const RewriteResult refused = rewrite({"n", "n", "n"}, other, request);
    REQUIRE(refused.refusals.size() == 1);
    CHECK(format_finding("n", refused.refusals[0]) ==
          "n:19: a later declaration names another encoding than UTF-16: \"<?xml version=\"1.0\" "
          "encoding=\"UTF-8\"?>\". Put each definition into a file of its own");
    CHECK(make_probe(text, {}).refusal->what == "3 tasks in one file");
  }

  TEST_CASE("the comment of schtasks /query /xml ONE names the task that has no URI") {
    const std::string text =
        "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n<Tasks>\n<!-- \\Backup\\Nightly -->\n" + task(kExec) +
        "<!-- \\Microsoft\\Windows\\X\\Y -->\n" + task(kExec) + "<!-- \\Comment -->\n" +
        task(kExec, "<URI>\\Real</URI>") + task(kExec) + "<!-- \\far --><!-- from it -->" + task(kExec) +
        "<!-- \\\\server\\share -->" + task(kExec) + "</Tasks>";
    std::vector<std::string> names;
    const ShowResult shown = show({"n", "n.xml", "n"}, text, {});
    for (const ShownAction& action : shown.actions)
      names.push_back(action.task);
    CHECK(names == std::vector<std::string>{"\\Backup\\Nightly", "\\Microsoft\\Windows\\X\\Y", "\\Real",
                                            "n.xml", "n.xml", "n.xml"});
    CHECK(wrapped(text).find("--name \"Backup\\Nightly\"") != std::string::npos);
    CHECK(wrap(text, {"name=\\Backup\\*"}).changed_count == 1);
    // Windows' own are taken by name only.
    const RewriteResult all = wrap(text, {"all"});
    CHECK(all.changed_count == 5);
    REQUIRE(all.notes.size() == 1);
    CHECK(format_finding("n", all.notes[0]) ==
          "n:11: a task of Windows is left alone: \"\\Microsoft\\Windows\\X\\Y\". Take it with --select "
          "name=GLOB");
  }

  TEST_CASE("what others reported is judged rightly") {
    const fs::path folder = faults_folder();
    if (files_in(folder).empty()) {
      MESSAGE("skipped: no reported definitions at " << folder.string());
      return;
    }
    struct Row {
      std::string_view file;
      std::string_view command;
      int exit_code;
      std::string_view text;  ///< on standard error or standard output
    };
    for (const Row& row : std::vector<Row>{
             {"08-exec-xmlns-empty.xml", "wrap", kRefused, "<Exec xmlns=\"\">"},
             {"08-exec-xmlns-empty.xml", "diagnose", kFindings, "error import-foreign"},
             {"09-exec-xsi.xml", "wrap", kDone, "wrapped 1 of 1 Exec actions"},
             {"10-child-xmlns-empty.xml", "diagnose", kFindings, "<Hidden xmlns=\"\">"},
             {"16-https-namespace.xml", "show", kRefused, "https://schemas.microsoft.com"},
             {"20-query-xml-concatenated.xml", "wrap", kDone, "wrapped 2 of 2 Exec actions"},
             {"21-query-xml-one.xml", "show", kDone, "\\Microsoft\\Windows\\X\\Y"},
             {"22-namespace-ill-formed.xml", "wrap", kRefused, "a prefix is declared as no namespace"},
             {"23-gpp-variables-probe.xml", "probe", kRefused, "a variable of Group Policy"},
         }) {
      CAPTURE(row.file);
      CAPTURE(row.command);
      const Ran ran = run_with({std::string(row.command), (folder / row.file).string()});
      CHECK(ran.exit_code == row.exit_code);
      CHECK((ran.streams.error + ran.streams.output).find(row.text) != std::string::npos);
    }
  }
}

}  // namespace
}  // namespace taskxml::test
