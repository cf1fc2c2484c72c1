#include "taskxml/diagnose.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "launcher/base/text_encoding.hpp"
#include "support.hpp"
#include "taskxml/diagnose_report.hpp"

namespace taskxml::test {
namespace {

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

std::string text_of(const Sample& sample) {
  return fmt::format(
      "<Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">\n"
      "<RegistrationInfo><URI>\\Backup</URI></RegistrationInfo>\n<Triggers>{}</Triggers>\n"
      "<Principals><Principal id=\"Author\">{}</Principal></Principals>\n<Settings>{}</Settings>\n"
      "<Actions Context=\"{}\">\n<Exec>{}</Exec>{}\n</Actions>\n</Task>\n",
      sample.triggers, sample.principal, sample.settings, sample.context, sample.exec, sample.more_actions);
}

class FakeHere : public ThisMachine {
 public:
  std::string local_disks = "CD";
  std::map<std::string, std::string> files;

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
};

Diagnosis diagnose_bytes(const std::string& bytes, const ThisMachine* here = nullptr) {
  return diagnose({"n.xml", "n.xml", "n"}, bytes, std::nullopt, here);
}

std::vector<std::string> ids_of(const Diagnosis& diagnosis) {
  std::vector<std::string> ids;
  for (const TaskDiagnosis& task : diagnosis.tasks) {
    for (const Problem& problem : task.problems)
      ids.emplace_back(problem.rule->id);
  }
  return ids;
}

std::string joined(std::vector<std::string> ids) {
  std::sort(ids.begin(), ids.end());
  return fmt::format("{}", fmt::join(ids, " "));
}

const std::string kS = "<Command>S:\\a.exe</Command>";
const std::string kUnc = "<Command>C:\\a.exe</Command><Arguments>\\\\fs01\\x\\y</Arguments>";
std::string account(const std::string& user, const std::string& logon_type = {}) {
  return "<UserId>" + user + "</UserId>" +
         (logon_type.empty() ? "" : "<LogonType>" + logon_type + "</LogonType>");
}
std::string wrapped(const std::string& options, const std::string& program = "S:\\a.exe") {
  return "<Command>C:\\Program Files\\DriveLaunch\\drivelaunch.exe</Command><Arguments>" + options +
         " -- \"" + program + "\"</Arguments>";
}

struct Row {
  std::string ids;  ///< all that are found, sorted
  Sample sample;
  std::string about;  ///< part of what the first of `ids` is about
};

std::vector<Row> rows() {
  const std::string path(300, 'x');
  const std::string line(33000, 'x');
  std::string many;
  for (int i = 0; i < 32; ++i)
    many += "<Exec><Command>C:\\a.exe</Command></Exec>";
  std::string triggers;
  for (int i = 0; i < 49; ++i)
    triggers += "<BootTrigger/>";
  return {
      {"", {}, ""},
      {"letter-desktop", {.exec = kS}, "S: in Command"},
      {"letter-desktop letter-directory",
       {.exec = "<Command>C:\\a.exe</Command><WorkingDirectory>S:\\jobs</WorkingDirectory>"},
       "S: in WorkingDirectory"},
      {"letter-elevated",
       {.exec = kS, .principal = account("CONTOSO\\u") + "<RunLevel>HighestAvailable</RunLevel>"},
       "S: in Command"},
      {"letter-group", {.exec = kS, .principal = "<GroupId>S-1-5-32-545</GroupId>"}, "S: in Command"},
      {"computer-account letter-system", {.exec = kS, .principal = account("S-1-5-18")}, "S: in Command"},
      {"letter-service local-service-network",
       {.exec = kS, .principal = account("NT AUTHORITY\\LOCAL SERVICE")},
       "S: in Command"},
      {"computer-account letter-service", {.exec = kS, .principal = account("S-1-5-20")}, "S: in Command"},
      {"letter-batch password-needed",
       {.exec = "<Command>C:\\a.exe</Command><Arguments>S: T:\\x</Arguments>",
        .principal = account("CONTOSO\\u", "Password")},
       "S: T: in Arguments"},
      {"letter-batch", {.exec = kS, .principal = account("CONTOSO\\g$", "Password")}, "S: in Command"},
      {"letter-batch s4u-network", {.exec = kS, .principal = account("CONTOSO\\u", "S4U")}, "S: in Command"},
      {"s4u-network", {.exec = kUnc, .principal = account("CONTOSO\\u", "S4U")}, "\\\\fs01\\x"},
      {"local-service-network", {.exec = kUnc, .principal = account("S-1-5-19")}, "\\\\fs01\\x"},
      {"computer-account", {.exec = kUnc, .principal = account("SYSTEM")}, "\\\\fs01\\x"},
      {"computer-account system-letters-global",
       {.exec = wrapped("--drive S=\\\\fs01\\x"), .principal = account("SYSTEM")},
       ""},
      {"letter-batch logon-type-obsolete password-needed",
       {.exec = kS, .principal = account("CONTOSO\\u", "InteractiveTokenOrPassword")},
       "S: in Command"},
      {"directory-quotes",
       {.exec = "<Command>C:\\a.exe</Command><WorkingDirectory>\"C:\\jobs\"</WorkingDirectory>"},
       "\"C:\\jobs\""},
      {"directory-cmd-unc",
       {.exec = "<Command>cmd.exe</Command><WorkingDirectory>\\\\fs01\\x</WorkingDirectory>"},
       "\\\\fs01\\x"},
      {"command-missing", {.exec = ""}, ""},
      {"element-length",
       {.exec = "<Command>C:\\a.exe</Command><WorkingDirectory></WorkingDirectory>"},
       "WorkingDirectory is empty"},
      {"element-length", {.exec = "<Command>C:\\" + path + "</Command>"}, "Command has 303 characters"},
      {"line-length",
       {.exec = "<Command>C:\\a.exe</Command><Arguments>" + line + "</Arguments>"},
       "33011 characters"},
      {"line-length",
       {.exec = "<Command>C:\\a.cmd</Command><Arguments>" + line.substr(0, 9000) + "</Arguments>"},
       "for cmd.exe"},
      {"not-understood", {.exec = wrapped("--nonsense")}, "the launcher's Arguments are not understood"},
      {"not-understood", {.exec = kS + kS}, "there twice"},
      {"principal-both", {.principal = account("u") + "<GroupId>g</GroupId>"}, ""},
      {"context-unknown", {.context = "Nobody"}, "Nobody"},
      {"too-many", {.more_actions = many}, "33 actions"},
      {"too-many", {.triggers = triggers}, "49 triggers"},
      {"command-split",
       {.exec = "<Command>C:\\Program</Command><Arguments>Files (x86)\\App\\a.exe /x</Arguments>"},
       "C:\\Program Files (x86)\\App\\a.exe"},
      {"command-blanks", {.exec = "<Command>C:\\Program Files\\a.exe</Command>"}, "C:\\Program Files\\a.exe"},
      {"command-quotes", {.exec = "<Command>\"C:\\a\" b\"</Command>"}, ""},
      {"command-ps1", {.exec = "<Command>C:\\a.ps1</Command>"}, "C:\\a.ps1"},
      {"command-document", {.exec = "<Command>C:\\a.VBS</Command>"}, "C:\\a.VBS"},
      {"letter-desktop partly-wrapped",
       {.exec = wrapped(""), .more_actions = "<Exec>" + kS + "</Exec>"},
       "S: in Command"},
      {"", {.exec = wrapped("--drive S=\\\\fs01\\x")}, ""},
      {"", {.exec = wrapped("--config C:\\d.ini")}, ""},
      {"", {.exec = wrapped("--only s,media")}, ""},
      {"wrapped-letter", {.exec = wrapped("--only T,1")}, "S:"},
      {"wrapped-letter", {.exec = wrapped("--drive T=\\\\fs01\\x")}, "S:"},
      {"letter-desktop substitution wrap-refused",
       {.exec = "<Command>S:\\a.exe</Command><WorkingDirectory>C:\\$(x)</WorkingDirectory>"},
       "S: in Command"},
      {"substitution", {.exec = "<Command>C:\\a.exe</Command><Arguments>$(Arg0)</Arguments>"}, "$(Arg0)"},
      {"connects-itself",
       {.exec = "<Command>cmd.exe</Command><Arguments>/c net use S: \\\\a\\b &amp; S:\\x.cmd</Arguments>"},
       "net use"},
      {"connects-itself",
       {.exec = "<Command>net.exe</Command><Arguments>use S: \\\\a\\b</Arguments>"},
       "net.exe use"},
      {"battery-stop letter-desktop time-limit", {.exec = kS, .settings = ""}, ""},
      {"letter-desktop time-limit",
       {.exec = kS,
        .settings = "<StopIfGoingOnBatteries>false</StopIfGoingOnBatteries><ExecutionTimeLimit>PT1H"
                    "</ExecutionTimeLimit>"},
       ""},
      {"idle-stop letter-desktop",
       {.exec = kS,
        .settings =
            "<StopIfGoingOnBatteries>false</StopIfGoingOnBatteries><ExecutionTimeLimit>PT0S"
            "</ExecutionTimeLimit><RunOnlyIfIdle>true</RunOnlyIfIdle><IdleSettings><StopOnIdleEnd>true"
            "</StopOnIdleEnd></IdleSettings>"},
       ""},
      {"letter-desktop registration-trigger", {.exec = kS, .triggers = "<RegistrationTrigger/>"}, ""},
      {"letter-desktop",
       {.exec = kS, .triggers = "<RegistrationTrigger><Enabled>false</Enabled></RegistrationTrigger>"},
       ""},
  };
}

FakeHere machine_here() {
  FakeHere here;
  here.files["C:\\jobs\\n.cmd"] = "rem C:\\x\r\ncopy T:\\a D:\\b\r\n\r\nif exist s:\\x goto t:\r\n";
  return here;
}

const std::string kScript = "<Command>cmd.exe</Command><Arguments>/c \"C:\\jobs\\n.cmd\"</Arguments>";

TEST_SUITE("diagnose") {
  TEST_CASE("every rule fits its example and nothing else does") {
    for (const Row& row : rows()) {
      const std::string bytes = text_of(row.sample);
      CAPTURE(bytes.substr(0, 2000));
      const Diagnosis diagnosis = diagnose_bytes(bytes);
      REQUIRE(diagnosis.refusals.empty());
      CHECK(joined(ids_of(diagnosis)) == row.ids);
      bool is_about = row.about.empty();
      for (const Problem& problem : diagnosis.tasks.front().problems)
        is_about = is_about || problem.about.find(row.about) != std::string::npos;
      CHECK(is_about);
    }
  }

  TEST_CASE("what only the machine can show is looked up with --here") {
    const FakeHere here = machine_here();
    const auto ids = [&](const std::string& exec, const ThisMachine* machine) {
      return joined(ids_of(diagnose_bytes(text_of({.exec = exec}), machine)));
    };
    CHECK(ids("<Command>D:\\a.exe</Command>", nullptr) == "letter-desktop");
    CHECK(ids("<Command>D:\\a.exe</Command>", &here) == "here-local-disk");
    CHECK(ids(kScript, nullptr).empty());
    CHECK(ids(kScript, &here) == "here-script-letters");
    const Diagnosis script = diagnose_bytes(text_of({.exec = kScript}), &here);
    CHECK(script.tasks.front().problems.front().about == "C:\\jobs\\n.cmd: line 2 T:, line 4 S: T:");
    CHECK(ids(wrapped(""), &here) == "here-config-missing here-launcher-missing");
    FakeHere complete;
    complete.files["C:\\Program Files\\DriveLaunch\\drivelaunch.exe"] = "";
    complete.files["C:\\ProgramData\\DriveLaunch\\drives.ini"] = "";
    CHECK(ids(wrapped(""), &complete).empty());
    CHECK(ids(wrapped("--config C:\\other.ini"), &complete) == "here-config-missing");
    CHECK(ids(wrapped("--drive S=\\\\a\\b"), &complete).empty());
  }

  TEST_CASE("every rule has an example here, and its row in the README") {
    std::set<std::string> seen{"import-encoding"};  // a test of its own
    const FakeHere here = machine_here();
    for (const Row& row : rows()) {
      for (std::string& id : ids_of(diagnose_bytes(text_of(row.sample))))
        seen.insert(std::move(id));
    }
    for (const std::string& exec : {wrapped(""), kScript, std::string("<Command>D:\\a.exe</Command>")}) {
      for (std::string& id : ids_of(diagnose_bytes(text_of({.exec = exec}), &here)))
        seen.insert(std::move(id));
    }
    const std::string readme =
        read_bytes(std::filesystem::path(DRIVELAUNCH_SAMPLES) / "../taskxml/README.md");
    for (const Rule& rule : all_rules()) {
      CAPTURE(rule.id);
      CHECK(seen.contains(std::string(rule.id)));
      CHECK(readme.find(fmt::format("| `{}` | {} |", rule.id, word_for(rule.severity))) != std::string::npos);
      CHECK(rule.what.size() > 10);
      CHECK(rule.why.ends_with('.'));
      CHECK(rule.cure.ends_with('.'));
    }
  }

  TEST_CASE("the encodings that schtasks does not import are named, but not those of Group Policy") {
    const std::string utf16 = encode_utf16_file("<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + text_of({}));
    CHECK(ids_of(diagnose_bytes(utf16)).empty());
    CHECK(ids_of(diagnose_bytes(text_of({}))).empty());
    const auto about = [](const std::string& bytes) {
      const Diagnosis diagnosis = diagnose_bytes(bytes);
      REQUIRE(joined(ids_of(diagnosis)) == "import-encoding");
      CHECK(diagnosis.tasks.front().problems.front().line == 1);
      return diagnosis.tasks.front().problems.front().about;
    };
    const std::string declared = "<?xml version=\"1.0\" encoding='UTF-16'?>";
    CHECK(about(declared + text_of({})) == "it is ASCII and declares UTF-16");
    CHECK(about("\xEF\xBB\xBF" + text_of({})) == "it is UTF-8 and declares nothing");
    CHECK(about(text_of({.exec = "<Command>C:\\\xC3\xA4.exe</Command>"})) ==
          "it is UTF-8 and declares nothing");
    CHECK(about(encode_utf16_file("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + text_of({}))) ==
          "it is UTF-16LE and declares UTF-8");
    const std::string policy = "\xEF\xBB\xBF<ScheduledTasks><TaskV2 name=\"n\"><Properties>" + text_of({}) +
                               "</Properties></TaskV2></ScheduledTasks>";
    CHECK(ids_of(diagnose_bytes(policy)).empty());
  }

  TEST_CASE("a UNC path is found wherever a program may take one, and nothing else is") {
    using List = std::vector<std::string>;
    CHECK(find_shares("\\\\fs01\\a$\\b \"\\\\nas.x\\c\" /log:\\\\h\\d =\\\\i\\e") ==
          List{"\\\\fs01\\a$", "\\\\nas.x\\c", "\\\\h\\d", "\\\\i\\e"});
    CHECK(find_shares("C:\\\\x\\y \\\\.\\pipe\\x \\\\?\\C:\\x \\\\fs01 x\\\\y\\z \\\\\\\\a\\b").empty());
    CHECK(find_shares("-Namespace \"\\\\root\\ccm\"").empty());
  }

  TEST_CASE("lines are those of the action, the settings and the task") {
    const Diagnosis diagnosis =
        diagnose_bytes(text_of({.exec = kS, .principal = account("u", "Password"), .settings = ""}));
    std::map<std::string, std::size_t> lines;
    for (const Problem& problem : diagnosis.tasks.front().problems)
      lines[std::string(problem.rule->id)] = problem.line;
    CHECK(lines["letter-batch"] == 7);
    CHECK(lines["battery-stop"] == 5);
    CHECK(lines["password-needed"] == 1);
  }

  TEST_CASE("text explains each rule once, JSON and CSV have every finding") {
    DiagnoseReport text(Format::text, false);
    DiagnoseReport json(Format::json, false);
    DiagnoseReport csv(Format::csv, false);
    std::string json_text = json.begin();
    std::string csv_text = csv.begin();
    for (const char* const file : {"a.xml", "b.xml"}) {
      const Diagnosis diagnosis = diagnose_bytes(text_of({.exec = kS}));
      CHECK(text.add(file, diagnosis.tasks.front()).empty());
      json_text += json.add(file, diagnosis.tasks.front());
      csv_text += csv.add(file, diagnosis.tasks.front());
    }
    const Rule& rule = find_rule("letter-desktop");
    CHECK(text.end() ==
          fmt::format("\nnote letter-desktop: {} (2 times)\n    a.xml:7: \\Backup, action 1: S: in Command\n"
                      "    b.xml:7: \\Backup, action 1: S: in Command\n  why:  {}\n  cure: {}\n\n"
                      "2 findings in 2 of 2 tasks\n",
                      rule.what, rule.why, rule.cure));
    CHECK_FALSE(text.has_findings());  // notes alone
    json_text += json.end();
    CHECK(json_text.starts_with(
        "[\n  {\"file\": \"a.xml\", \"line\": 1, \"task\": \"\\\\Backup\", \"account_kind\": \"desktop\", "
        "\"user\": "
        "\"CONTOSO\\\\u\", \"group\": \"\", \"logon_type\": \"InteractiveToken\", \"run_level\": \"\", "
        "\"actions\": "
        "[{\"line\": 7, \"action\": 1, \"kind\": \"Exec\", \"wrapped\": false, \"launcher\": \"\", "
        "\"program\": "
        "\"S:\\\\a.exe\", \"letters\": [\"S\"], \"shares\": []}], \"findings\": [{\"id\": "
        "\"letter-desktop\", "
        "\"severity\": \"note\", \"line\": 7, \"action\": 1, \"about\": \"S: in Command\", \"what\": "));
    CHECK(json_text.ends_with("}]}\n]\n"));
    CHECK(
        csv_text.find("a.xml,7,\\Backup,1,desktop,CONTOSO\\u,,InteractiveToken,,S,letter-desktop,note,S: in "
                      "Command,") != std::string::npos);
    CHECK(std::count(csv_text.begin(), csv_text.end(), '\n') == 3);
  }

  TEST_CASE("one file shows what its actions are before the findings") {
    DiagnoseReport report(Format::text, true);
    const Diagnosis diagnosis = diagnose_bytes(text_of(
        {.exec = wrapped("--only S"), .principal = account("S-1-5-18"), .more_actions = "<ComHandler/>"}));
    const std::string text = report.add("a.xml", diagnosis.tasks.front());
    CHECK(text.find("runs as    S-1-5-18 (SYSTEM: the global letters only") != std::string::npos);
    CHECK(
        text.find(
            "action 1   S:\\a.exe, uses S:, wrapped: C:\\Program Files\\DriveLaunch\\drivelaunch.exe --only "
            "S\n    action 2   ComHandler\n") != std::string::npos);
  }

  TEST_CASE("the project's own definitions have the findings that are written down for them") {
    std::istringstream expected(read_bytes(data_folder() / "findings.txt"));
    std::size_t count = 0;
    for (std::string line; std::getline(expected, line);) {
      if (line.starts_with('#')) continue;
      const std::string file = line.substr(0, line.find(':'));
      CAPTURE(file);
      const Diagnosis diagnosis =
          diagnose({file, file, file}, read_bytes(data_folder() / "accepted" / file), std::nullopt, nullptr);
      std::vector<std::string> ids = ids_of(diagnosis);
      CHECK(file + ":" + (ids.empty() ? "" : " ") + joined(ids) == line);
      ++count;
    }
    CHECK(count >= 45);
  }

  TEST_CASE("real task definitions have the findings a reader of them would expect") {
    const char* const other = std::getenv("DRIVELAUNCH_CORPUS");
    const auto folder = std::filesystem::path(other != nullptr ? other : DRIVELAUNCH_CORPUS) / "tasks";
    if (files_in(folder).empty()) {
      MESSAGE("skipped: no real task definitions at " << folder.string());
      return;
    }
    std::istringstream expected(read_bytes(data_folder() / "real-findings.txt"));
    std::size_t count = 0;
    for (std::string line; std::getline(expected, line);) {
      if (line.starts_with('#')) continue;
      const std::string file = line.substr(0, line.find(':'));
      CAPTURE(file);
      std::vector<std::string> ids =
          ids_of(diagnose({file, file, file}, read_bytes(folder / file), std::nullopt, nullptr));
      CHECK(file + ":" + (ids.empty() ? "" : " ") + joined(ids) == line);
      ++count;
    }
    CHECK(count >= 30);
  }
}

}  // namespace
}  // namespace taskxml::test
