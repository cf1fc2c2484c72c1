#include "taskxml/source/drives.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "launcher/config/config.hpp"
#include "tests/unit/taskxml/support.hpp"

namespace taskxml::test {
namespace {

/// What the launcher itself reads from the result.
std::vector<std::string> drives_of(const std::string& text) {
  const launcher::Config config = launcher::parse_config(text, "drives.ini", {});
  CHECK(config.warnings.empty());
  std::vector<std::string> drives;
  for (const launcher::ConnectionSpec& connection : config.connections)
    drives.push_back(connection.subject());
  return drives;
}

std::string converted(const std::string& bytes) {
  const DrivesResult result = convert_drives(bytes, std::nullopt);
  if (result.refusal) return "refused: " + result.refusal->what;
  drives_of(result.text);
  return result.text;
}

std::string policy(const std::string& properties, const std::string& rest = {}) {
  return "<Drives><Drive name=\"S:\"><Properties " + properties + "/>" + rest + "</Drive></Drives>";
}

bool has(const std::string& text, std::string_view part) {
  CAPTURE(text);
  CHECK(text.find(part) != std::string::npos);
  return true;
}

using List = std::vector<std::string>;

TEST_SUITE("drives") {
  TEST_CASE("a drive of a policy becomes a section") {
    const std::string text =
        converted(policy(R"(action="U" useLetter="1" letter="s" path="\\fs01\a b\" label="Jobs")"));
    CHECK(text ==
          "; drives.ini for drivelaunch, from a Group Policy Drives.xml.\n"
          "; Only accounts you trust may be able to change this file.\n\n"
          "; Label: Jobs\n[drive.S]\npath = \\\\fs01\\a b\n");
    CHECK(drives_of(text) == List{"S: \\\\fs01\\a b"});
  }

  TEST_CASE("what cannot be taken over is named with the reason") {
    const std::string base = R"(useLetter="1" letter="S" path="\\fs01\x" )";
    has(converted(policy(base + "action=\"D\"")),
        "; Not taken over: S \\\\fs01\\x: the policy deletes this drive (action D).\n\n; There is no drive "
        "that can");
    has(converted(policy(R"(action="U" useLetter="0" letter="S" path="\\fs01\x")")), "the first free letter");
    has(converted(policy(R"(action="U" useLetter="1" letter="" path="\\fs01\x")")),
        "; Not taken over:  \\\\fs01");
    has(converted(policy(R"(action="U" useLetter="1" letter="S" path="\\scratch")")),
        "; Not taken over: S \\\\scratch: ");
    has(converted(policy(R"(action="U" useLetter="1" letter="S" path="\\h\%LogonUser%")")),
        "a variable of the policy");
    has(converted("<Drives disabled=\"1\"><Drive><Properties " + base + "/></Drive></Drives>"),
        "it is disabled in the policy");
    has(converted("<Drives><Drive disabled=\"1\"><Properties " + base + "/></Drive></Drives>"),
        "it is disabled in the policy");
    const std::string twice = converted("<Drives><Drive><Properties " + base +
                                        "/></Drive><Drive><Properties " + base + "/></Drive></Drives>");
    has(twice, "the letter is there already");
    CHECK(drives_of(twice) == List{"S: \\\\fs01\\x"});
  }

  TEST_CASE("comments say who gets the drive, and as whom") {
    const std::string text = converted(policy(
        R"(action="U" useLetter="1" letter="S" path="\\fs01\x" userName="CONTOSO\svc")",
        R"(<Filters><FilterGroup bool="AND" name="CONTOSO\Sales"/><FilterCollection><FilterOs/></FilterCollection></Filters>)"));
    has(text, "; Item-level targeting of the policy (FilterGroup CONTOSO\\Sales) is not taken over");
    has(text, "(FilterOs)");
    has(text, "; It was connected as CONTOSO\\svc.");
    CHECK(drives_of(text) == List{"S: \\\\fs01\\x"});
  }

  TEST_CASE("G10: a password of a policy is not copied") {
    const std::string text = converted(policy(
        R"(action="U" useLetter="1" letter="S" path="\\fs01\x" cpassword="j1Uyj3Vx8TY9LtLZil2uAuZk")"));
    CHECK(text.find("j1Uyj3") == std::string::npos);
    has(text, "; The policy holds a password (cpassword) that everybody in the domain can read.");
  }

  TEST_CASE("a comment cannot become a setting") {
    const std::string text =
        converted(policy("action=\"U\" useLetter=\"1\" letter=\"S\" path=\"\\\\a\\b\" "
                         "label=\"x&#10;[drive.T]&#10;path=\\\\e\\f\""));
    CHECK(drives_of(text) == List{"S: \\\\a\\b"});
    CHECK(drives_of(
              converted(policy("action=\"U\" useLetter=\"1\" letter=\"S\" path=\"\\\\a\\b&#10;[drive.T]\"")))
              .empty());
  }

  TEST_CASE("a registry export is read in both forms of regedit") {
    const std::string key =
        "\r\n\r\n[HKEY_CURRENT_USER\\Network]\r\n\r\n[HKEY_CURRENT_USER\\Network\\s]\r\n\"RemotePath\"="
        "\"\\\\\\\\fs01\\\\a\"\r\n"
        "\"UserName\"=\"CONTOSO\\\\svc\"\r\n\"ProviderName\"=\"Microsoft Windows "
        "Network\"\r\n\"DeferFlags\"=dword:00000004\r\n"
        "[HKEY_CURRENT_USER\\Network\\T]\r\n\"RemotePath\"=\"\\\\\\\\sshfs\\\\u\"\r\n\"ProviderName\"="
        "\"Windows File System Proxy\"\r\n";
    const std::string old_form = converted("REGEDIT4" + key);
    const std::string new_form = converted(encode_utf16_file("Windows Registry Editor Version 5.00" + key));
    CHECK(old_form == new_form);
    CHECK(drives_of(new_form) == List{"S: \\\\fs01\\a"});
    has(new_form, "; It was connected as CONTOSO\\svc.");
    has(new_form,
        "; Not taken over: T \\\\sshfs\\u: it is a drive of Windows File System Proxy, not of Windows' SMB "
        "client.");
  }

  TEST_CASE("G14: what is neither is refused with the reason") {
    CHECK(converted("<Task/>") == "refused: not a Drives.xml: the root element is not Drives");
    CHECK(converted("REGEDIT4\n\n[HKEY_CURRENT_USER\\Software]\n") ==
          "refused: there is no key Network\\LETTER");
    CHECK(converted("REGEDIT4\n\n[HKEY_CURRENT_USER\\Network\\S]\n\"UserName\"=\"\xE4\"\n") ==
          "refused: bytes that are not UTF-8");
    CHECK(converted("S:=\\\\a\\b").starts_with("refused: "));
    CHECK(converted("<Drives><Drive></Drives>").starts_with("refused: an end tag"));
  }

  TEST_CASE("real policies and exports are converted, or refused with the reason") {
    const char* const other = std::getenv("DRIVELAUNCH_CORPUS");
    const auto folder = std::filesystem::path(other != nullptr ? other : DRIVELAUNCH_CORPUS) / "drives";
    if (files_in(folder).empty()) {
      MESSAGE("skipped: no real drive mappings at " << folder.string());
      return;
    }
    const std::map<std::string, std::string> expected{
        {"01-ms-gppref-4.2.3-Drives.xml", "it is disabled in the policy"},
        {"02-gpmc-2026-Drives.xml",
         "[drive.K]\npath = \\\\dc1\\netlogon\n\n; Not taken over: L : the policy deletes"},
        {"03-gpmc-2025-Drives.xml", "[drive.Z]\npath = \\\\member1\\share\n"},
        {"04-metasploit-gpp-Drives.xml", "refused: "},
        {"05-wsc2024-two-drives-template.xml", "refused: "},
        {"20-hkcu-network-w.reg.txt", "[drive.W]\npath = \\\\workspace-home.snet.sa.m-h.ug\\shug\n"},
        {"21-drivemap-blog.reg.txt", "[drive.Z]\npath = \\\\servername\\folder\n"},
        {"22-sshfs-winfsp.reg.txt", "it is a drive of Windows File System Proxy"},
    };
    std::size_t seen = 0;
    for (const auto& path : files_in(folder)) {
      const std::string name = path.filename().string();
      if (name.find("Drives") == std::string::npos && name.find("two-drives") == std::string::npos &&
          name.find(".reg") == std::string::npos) {
        continue;
      }
      CAPTURE(name);
      const auto row = expected.find(name);
      REQUIRE(row != expected.end());
      has(converted(read_bytes(path)), row->second);
      ++seen;
    }
    CHECK(seen == expected.size());
  }
}

}  // namespace
}  // namespace taskxml::test
