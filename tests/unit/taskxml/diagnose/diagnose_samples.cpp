#include "tests/unit/taskxml/diagnose/diagnose_samples.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace taskxml::test {

std::string text_of(const Sample& sample) {
  return fmt::format(
      "<Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">\n"
      "<RegistrationInfo><URI>\\Backup</URI></RegistrationInfo>\n<Triggers>{}</Triggers>\n"
      "<Principals><Principal id=\"Author\">{}</Principal></Principals>\n<Settings>{}</Settings>\n"
      "<Actions Context=\"{}\">\n<Exec>{}</Exec>{}\n</Actions>\n</Task>\n",
      sample.triggers, sample.principal, sample.settings, sample.context, sample.exec, sample.more_actions);
}

Diagnosis diagnose_bytes(const std::string& bytes, const ThisMachine* here) {
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

const std::string kOnLetter = "<Command>S:\\a.exe</Command>";
const std::string kOnCmd = "<Command>cmd.exe</Command><Arguments>";
const std::string kOnShare = "<Command>C:\\a.exe</Command><Arguments>\\\\fs01\\x\\y</Arguments>";
std::string account(const std::string& user, const std::string& logon_type) {
  return "<UserId>" + user + "</UserId>" +
         (logon_type.empty() ? "" : "<LogonType>" + logon_type + "</LogonType>");
}
std::string wrapped(const std::string& options, const std::string& program, const std::string& arguments) {
  return "<Command>C:\\Program Files\\DriveLaunch\\drivelaunch.exe</Command><Arguments>" + options +
         " -- \"" + program + "\"" + (arguments.empty() ? "" : " " + arguments) + "</Arguments>";
}

const std::string kScript = "<Command>cmd.exe</Command><Arguments>/c \"C:\\jobs\\n.cmd\"</Arguments>";

std::vector<Row> rows() {
  const std::string on_disk = "<Command>C:\\a.exe</Command>";
  const std::string quiet = Sample().settings;
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
      {"letter-desktop", {.exec = kOnLetter}, "S: in Command"},
      {"letter-desktop letter-directory",
       {.exec = "<Command>C:\\a.exe</Command><WorkingDirectory>S:\\jobs</WorkingDirectory>"},
       "S: in WorkingDirectory"},
      {"administrator-protection letter-elevated",
       {.exec = kOnLetter, .principal = account("CONTOSO\\u") + "<RunLevel>HighestAvailable</RunLevel>"},
       "S: in Command"},
      {"group-identity letter-group",
       {.exec = kOnLetter, .principal = "<GroupId>S-1-5-32-545</GroupId>"},
       "S: in Command"},
      {"computer-account letter-system",
       {.exec = kOnLetter, .principal = account("S-1-5-18")},
       "S: in Command"},
      {"letter-service local-service-network",
       {.exec = kOnLetter, .principal = account("NT AUTHORITY\\LOCAL SERVICE")},
       "S: in Command"},
      {"computer-account letter-service",
       {.exec = kOnLetter, .principal = account("S-1-5-20")},
       "S: in Command"},
      {"letter-batch password-needed",
       {.exec = "<Command>C:\\a.exe</Command><Arguments>S: T:\\x</Arguments>",
        .principal = account("CONTOSO\\u", "Password")},
       "S: T: in Arguments"},
      {"letter-batch", {.exec = kOnLetter, .principal = account("CONTOSO\\g$", "Password")}, "S: in Command"},
      {"letter-batch s4u-network",
       {.exec = kOnLetter, .principal = account("CONTOSO\\u", "S4U")},
       "S: in Command"},
      {"s4u-network", {.exec = kOnShare, .principal = account("CONTOSO\\u", "S4U")}, "\\\\fs01\\x"},
      {"local-service-network", {.exec = kOnShare, .principal = account("S-1-5-19")}, "\\\\fs01\\x"},
      {"letter-batch password-needed",
       {.exec = kOnCmd + "/c copy S:*.csv C:\\in</Arguments>", .principal = account("C\\u", "Password")},
       "S: in Arguments"},
      {"password-needed",
       {.exec = kOnCmd + "/S:\\\\srv\\share\\cfg.xml</Arguments>", .principal = account("C\\u", "Password")},
       ""},
      {"s4u-network",
       {.exec = kOnCmd + "/c a.bat &gt;&gt;\\\\srv\\logs\\a.log</Arguments>",
        .principal = account("C\\u", "S4U")},
       "\\\\srv\\logs"},
      {"computer-account",
       {.exec = kOnCmd + "/c a.bat 2&gt;\\\\srv\\logs\\a.log</Arguments>", .principal = account("SYSTEM")},
       "\\\\srv\\logs"},
      {"s4u-network",
       {.exec = kOnCmd + "\\\\?\\UNC\\srv\\share\\x</Arguments>", .principal = account("C\\u", "S4U")},
       "\\\\srv\\share"},
      {"share-address",
       {.exec = kOnCmd + "\\\\10.0.0.1\\x //192.168.1.2/y \\\\srv\\z</Arguments>"},
       "\\\\10.0.0.1\\x \\\\192.168.1.2\\y"},
      {"share-address", {.exec = wrapped("--drive S=\\\\10.0.0.1\\x")}, "\\\\10.0.0.1\\x"},
      {"computer-account", {.exec = kOnShare, .principal = account("SYSTEM")}, "\\\\fs01\\x"},
      {"computer-account system-letters-global",
       {.exec = wrapped("--drive S=\\\\fs01\\x"), .principal = account("SYSTEM")},
       ""},
      {"letter-batch logon-type-obsolete password-needed",
       {.exec = kOnLetter, .principal = account("CONTOSO\\u", "InteractiveTokenOrPassword")},
       "S: in Command"},
      {"directory-quotes",
       {.exec = "<Command>C:\\a.exe</Command><WorkingDirectory>\"C:\\jobs\"</WorkingDirectory>"},
       "\"C:\\jobs\""},
      {"group-identity", {.exec = kOnShare, .principal = "<GroupId>S-1-5-32-545</GroupId>"}, "\\\\fs01\\x"},
      {"directory-text",
       {.exec = on_disk + "<WorkingDirectory>C:\\jobs /x</WorkingDirectory>"},
       "C:\\jobs /x"},
      {"directory-text", {.exec = on_disk + "<WorkingDirectory> C:\\jobs</WorkingDirectory>"}, " C:\\jobs"},
      {"directory-text", {.exec = on_disk + "<WorkingDirectory>C:\\jobs\n</WorkingDirectory>"}, "C:\\jobs"},
      {"directory-text", {.exec = on_disk + "<WorkingDirectory>C:\\jobs\\a.CMD</WorkingDirectory>"}, "a.CMD"},
      {"directory-text",
       {.exec = on_disk + "<WorkingDirectory>C:\\a;C:\\b</WorkingDirectory>"},
       "C:\\a;C:\\b"},
      {"directory-text", {.exec = on_disk + "<WorkingDirectory>C:\\jobs\\*</WorkingDirectory>"}, "*"},
      {"", {.exec = on_disk + "<WorkingDirectory>\\\\?\\C:\\jobs - x.y \\</WorkingDirectory>"}, ""},
      {"", {.exec = on_disk + "<WorkingDirectory>C:\\sites\\example.com</WorkingDirectory>"}, ""},
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
      {"not-understood", {.exec = kOnLetter + kOnLetter}, "there twice"},
      {"import-element", {.settings = quiet + "<Strange/>"}, "Strange in Settings"},
      {"import-foreign", {.settings = quiet + "<Hidden xmlns=\"\">true</Hidden>"}, "<Hidden xmlns=\"\">"},
      {"import-foreign not-understood",
       {.more_actions = "<Exec xmlns=\"\"><Command>C:\\a.exe</Command></Exec>"},
       "<Exec xmlns=\"\">"},
      {"", {.settings = quiet + "<Hidden xmlns:x=\"urn:x\">true</Hidden>"}, ""},
      {"import-value", {.principal = account("u", "ServiceAccount")}, "LogonType: ServiceAccount"},
      {"import-order",
       {.triggers =
            "<TimeTrigger><EndBoundary>2026-02-01T00:00:00</EndBoundary><StartBoundary>2026-01-01T00:00:00"
            "</StartBoundary></TimeTrigger>"},
       "StartBoundary after EndBoundary in TimeTrigger"},
      {"account-unknown",
       {.principal = account("NT-AUTORIT&#xC4;T\\DIENST")},
       "UserId NT-AUTORIT\xC3\x84T\\DIENST: if it is SYSTEM, write S-1-5-18"},
      {"account-language computer-account letter-system",
       {.exec = kOnLetter, .principal = account("NT-AUTORIT&#xC4;T\\SYSTEM", "S4U")},
       "UserId NT-AUTORIT\xC3\x84T\\SYSTEM: write S-1-5-18"},
      {"account-machine", {.principal = account("DESKTOP-1\\u")}, "UserId DESKTOP-1\\u"},
      {"principal-both", {.principal = account("u") + "<GroupId>g</GroupId>"}, ""},
      {"context-unknown", {.context = "Nobody"}, "Nobody"},
      {"too-many", {.more_actions = many}, "33 actions"},
      {"too-many", {.triggers = triggers}, "49 triggers"},
      {"command-split",
       {.exec = "<Command>C:\\Program</Command><Arguments>Files (x86)\\App\\a.exe /x</Arguments>"},
       "C:\\Program Files (x86)\\App\\a.exe"},
      {"command-split",
       {.exec = "<Command>C:\\Program</Command><Arguments>Files\\Special K\\\\inject.bat</Arguments>"},
       "inject.bat"},
      {"command-no-program", {.exec = "<Command>&amp;</Command><Arguments>\"C:\\a.exe\"</Arguments>"}, "&"},
      {"command-blanks", {.exec = "<Command>C:\\Program Files\\a.exe</Command>"}, "C:\\Program Files\\a.exe"},
      {"command-quotes", {.exec = "<Command>\"C:\\a\" b\"</Command>"}, ""},
      {"command-ps1",
       {.exec = "<Command>C:\\a.ps1</Command>"},
       "powershell.exe -NoProfile -File \"C:\\a.ps1\""},
      {"command-document",
       {.exec = "<Command>C:\\a.VBS</Command>"},
       "cscript.exe //B //Nologo \"C:\\a.VBS\""},
      {"command-document", {.exec = "<Command>C:\\a.xlsm</Command>"}, "C:\\a.xlsm"},
      {"arguments-quote",
       {.exec = on_disk + "<Arguments>--apply \"C:\\Users\\x\\pl</Arguments>"},
       "--apply \"C:\\Users\\x\\pl"},
      {"arguments-quote", {.exec = on_disk + "<Arguments>\"a b\" \"C:\\dir\\\\\" \"c</Arguments>"}, ""},
      {"arguments-quote", {.exec = wrapped("", "S:\\a.exe", "--in \"C:\\my")}, "C:\\my"},
      {"", {.exec = on_disk + "<Arguments>\"a b\" \"c \\\"d\\\" e\" \"\" \"f \"\"g\"\" h\"</Arguments>"}, ""},
      {"", {.exec = on_disk + "<Arguments>--inches 5\\\"</Arguments>"}, ""},
      {"", {.exec = on_disk + "<Arguments>\"C:\\dir\\\" /x</Arguments>"}, ""},
      {"letter-desktop partly-wrapped",
       {.exec = wrapped(""), .more_actions = "<Exec>" + kOnLetter + "</Exec>"},
       "S: in Command"},
      {"", {.exec = wrapped("--drive S=\\\\fs01\\x")}, ""},
      {"", {.exec = wrapped("--config C:\\d.ini")}, ""},
      {"", {.exec = wrapped("--only s,media")}, ""},
      {"wrapped-letter", {.exec = wrapped("--only T,1")}, "S:"},
      {"wrapped-letter", {.exec = wrapped("--drive T=\\\\fs01\\x")}, "S:"},
      {"wrapped-letter", {.exec = wrapped("--drive S=\\\\fs01\\x --chdir T:\\ --was no-directory")}, "T:"},
      {"launcher-letter", {.exec = wrapped("--drive S=\\\\fs01\\x --log S:\\l.txt")}, "--log S:\\l.txt"},
      {"command-shortcut", {.exec = wrapped("--drive S=\\\\fs01\\x", "S:\\a.lnk")}, "S:\\a.lnk"},
      {"letter-desktop wrap-refused", {.exec = "<Command>S:\\a.lnk</Command>"}, "is a shortcut"},
      {"wrapped-edited",
       {.exec = wrapped("--drive S=\\\\fs01\\x --was empty-arguments", "S:\\a.exe\" \"/x")},
       "--was does not fit"},
      {"launcher-command",
       {.exec = "<Command>drivelaunch.exe</Command><Arguments>check --log C:\\x.log</Arguments>"},
       "check"},
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
      {"battery-stop letter-desktop time-limit", {.exec = kOnLetter, .settings = ""}, ""},
      {"letter-desktop time-limit",
       {.exec = kOnLetter,
        .settings = "<StopIfGoingOnBatteries>false</StopIfGoingOnBatteries><ExecutionTimeLimit>PT1H"
                    "</ExecutionTimeLimit>"},
       ""},
      {"idle-stop letter-desktop",
       {.exec = kOnLetter,
        .settings =
            "<StopIfGoingOnBatteries>false</StopIfGoingOnBatteries><ExecutionTimeLimit>PT0S"
            "</ExecutionTimeLimit><RunOnlyIfIdle>true</RunOnlyIfIdle><IdleSettings><StopOnIdleEnd>true"
            "</StopOnIdleEnd></IdleSettings>"},
       ""},
      {"letter-desktop registration-trigger", {.exec = kOnLetter, .triggers = "<RegistrationTrigger/>"}, ""},
      {"letter-desktop",
       {.exec = kOnLetter, .triggers = "<RegistrationTrigger><Enabled>false</Enabled></RegistrationTrigger>"},
       ""},
  };
}

FakeHere machine_here() {
  FakeHere here;
  here.files["C:\\jobs\\n.cmd"] = "rem C:\\x\r\ncopy T:\\a D:\\b\r\n\r\nif exist s:\\x goto t:\r\n";
  return here;
}

}  // namespace taskxml::test
