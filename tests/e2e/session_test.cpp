// drivelaunch capture and doctor: what this session is and has.
#include <windows.h>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <utility>

#include "support/drives.hpp"
#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/rig.hpp"
#include "support/text.hpp"

using namespace e2e;

namespace {

ProcessResult ask(const std::string& arguments) {
  return run_process({.line = widen(in_quotes(launcher_path()) + " " + arguments)});
}

/// A value of HKEY_CURRENT_USER\Network that goes with the object.
class Remembered {
 public:
  Remembered(char letter, const std::string& remote)
      : key_(L"Network\\" + std::wstring(1, static_cast<wchar_t>(letter))) {
    const std::wstring text = widen(remote);
    REQUIRE(RegSetKeyValueW(HKEY_CURRENT_USER, key_.c_str(), L"RemotePath", REG_SZ, text.c_str(),
                            static_cast<DWORD>((text.size() + 1) * sizeof(wchar_t))) == ERROR_SUCCESS);
  }
  ~Remembered() { RegDeleteKeyW(HKEY_CURRENT_USER, key_.c_str()); }
  Remembered(const Remembered&) = delete;
  Remembered& operator=(const Remembered&) = delete;

 private:
  std::wstring key_;
};

/// A value of HKEY_LOCAL_MACHINE; what was there before is there again after the object.
class MachineValue {
 public:
  MachineValue(std::wstring key, std::wstring name, DWORD number)
      : MachineValue(std::move(key), std::move(name), REG_DWORD, &number, sizeof number) {}
  /// A list: `strings` ends with two NULs.
  MachineValue(std::wstring key, std::wstring name, const std::wstring& strings)
      : MachineValue(std::move(key), std::move(name), REG_MULTI_SZ, strings.c_str(),
                     static_cast<DWORD>(strings.size() * sizeof(wchar_t))) {}
  ~MachineValue() {
    if (before_) {
      RegSetKeyValueW(HKEY_LOCAL_MACHINE, key_.c_str(), name_.c_str(), REG_DWORD, &*before_, sizeof *before_);
    } else {
      RegDeleteKeyValueW(HKEY_LOCAL_MACHINE, key_.c_str(), name_.c_str());
    }
  }
  MachineValue(const MachineValue&) = delete;
  MachineValue& operator=(const MachineValue&) = delete;

 private:
  MachineValue(std::wstring key, std::wstring name, DWORD type, const void* data, DWORD size)
      : key_(std::move(key)), name_(std::move(name)) {
    DWORD number = 0;
    DWORD number_size = sizeof number;
    if (RegGetValueW(HKEY_LOCAL_MACHINE, key_.c_str(), name_.c_str(), RRF_RT_REG_DWORD, nullptr, &number,
                     &number_size) == ERROR_SUCCESS)
      before_ = number;
    REQUIRE(RegSetKeyValueW(HKEY_LOCAL_MACHINE, key_.c_str(), name_.c_str(), type, data, size) ==
            ERROR_SUCCESS);
  }

  std::wstring key_;
  std::wstring name_;
  std::optional<DWORD> before_;  ///< of a number
};

const std::wstring kSystemPolicies = L"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System";
const std::wstring kClientPolicies = L"SOFTWARE\\Policies\\Microsoft\\Windows\\LanmanWorkstation";
const std::wstring kClientSettings = L"SYSTEM\\CurrentControlSet\\Services\\LanmanWorkstation\\Parameters";
const std::wstring kLsa = L"SYSTEM\\CurrentControlSet\\Control\\Lsa";

/// The member of a fact in doctor's JSON.
std::string fact(const std::string& key, const std::string& value) {
  return "{\"key\": \"" + key + "\", \"value\": \"" + value + "\", ";
}

}  // namespace

TEST_SUITE("session") {
  TEST_CASE("a captured file connects the same drive again") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const TemporaryFolder local;
    const FreeLetter drive;
    drive.connect(folder.unc());
    const auto captured = ask(std::string("capture --only ") + drive.letter());
    CHECK(captured.errors == "");
    REQUIRE(captured.exit_code == 0);
    CHECK(contains(captured.output, std::string("[drive.") + drive.letter() + "]\npath = "));
    drive.disconnect();
    REQUIRE_FALSE(drive.is_there());
    write_file(local.file("drives.ini"), captured.output);
    const auto ran = launch("--config " + in_quotes(local.file("drives.ini")) + " " +
                            act("write " + in_quotes(drive.file("here")) + " text"));
    CHECK(ran.errors == "");
    CHECK(ran.exit_code == 0);
    CHECK(exists(folder.file("here")));
    CHECK_FALSE(drive.is_there());
  }

  TEST_CASE("a remembered drive is captured although it is not connected") {
    const FreeLetter drive;
    const Remembered remembered(drive.letter(), R"(\\fs01\backup)");
    const auto result = ask(std::string("capture --only ") + drive.letter());
    CHECK(result.exit_code == 0);
    CHECK(contains(result.output, "; Remembered for this account, not connected in this session now."));
    CHECK(contains(result.output, std::string("[drive.") + drive.letter() + "]\npath = \\\\fs01\\backup\n"));
  }

  TEST_CASE("doctor reports who this is, what is there and what is asked for, and changes nothing") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    const FreeLetter missing;
    drive.connect(folder.unc());
    const auto text = ask("doctor " + missing.option(folder.unc()));
    CHECK(text.errors == "");
    CHECK(text.exit_code == 0);
    CHECK(contains(text.output, "  sid                            S-1-5-"));
    CHECK(contains(to_lower(text.output), "\n  " + to_lower(drive.device()) + " " + to_lower(folder.unc())));
    CHECK(contains(text.output,
                   missing.device() + " " + folder.unc() + " is not in this session; a run connects it"));
    CHECK_FALSE(missing.is_there());
    CHECK(drive.is_there());
    const auto json = ask("doctor --format json");
    CHECK(json.exit_code == 0);
    CHECK(json.output.starts_with("{\n  \"facts\": [\n    {\"key\": \"account\", "));
    CHECK(contains(json.output, "\"asked\": [],\n"));
  }

  TEST_CASE("doctor --reg-file writes a new file and never over one that is there") {
    const TemporaryFolder folder;
    const std::string file = folder.file("linked.reg");
    CHECK(ask("doctor --reg-file " + in_quotes(file)).exit_code == 0);
    const std::string bytes = read_file(file);
    CHECK(bytes.starts_with("\xFF\xFEW"));
    const auto again = ask("doctor --reg-file " + in_quotes(file));
    CHECK(again.exit_code == launcher_code(ERROR_FILE_EXISTS));
    CHECK(contains(again.errors, "Name a file that is not there yet."));
    CHECK(read_file(file) == bytes);
  }

  TEST_CASE("doctor reads the policies that decide about drives and logins, those of Group Policy first") {
    NEEDS_RIG();  // a machine of its own: policies are changed
    CHECK(contains(ask("doctor --format json").output, fact("type_of_admin_approval_mode", "not set")));
    const MachineValue mode(kSystemPolicies, L"TypeOfAdminApprovalMode", 2);
    const MachineValue passwords(kLsa, L"DisableDomainCreds", 1);
    const MachineValue sending(kLsa + L"\\MSV1_0", L"RestrictSendingNTLMTraffic", 2);
    const MachineValue allowed(kLsa + L"\\MSV1_0", L"ClientAllowedNTLMServers",
                               std::wstring(L"nas\0fs01\0\0", 10));
    const MachineValue signing(kClientSettings, L"RequireSecuritySignature", 1);
    const MachineValue guests_setting(kClientSettings, L"AllowInsecureGuestAuth", 1);
    const MachineValue guests_policy(kClientPolicies, L"AllowInsecureGuestAuth", 0);
    const MachineValue ntlm(kClientPolicies, L"BlockNTLM", 1);
    const MachineValue odd(kClientPolicies, L"BlockNTLMServerExceptionList", 7);  // not a list
    const auto result = ask("doctor --format json");
    CHECK(result.exit_code == 0);
    CAPTURE(result.output);
    for (const std::string& member :
         {fact("type_of_admin_approval_mode", "2"), fact("disable_domain_creds", "1"),
          fact("restrict_sending_ntlm_traffic", "2"), fact("client_allowed_ntlm_servers", "nas, fs01"),
          fact("require_security_signature", "1"), fact("allow_insecure_guest_auth", "0"),
          fact("block_ntlm", "1"), fact("block_ntlm_server_exception_list", "not visible")})
      CHECK(contains(result.output, member));
    CHECK(contains(result.output, "\"stored-passwords-forbidden\""));
    CHECK(contains(result.output, "\"ntlm-forbidden\""));
  }

  TEST_CASE("doctor --reg-file warns where EnableLinkedConnections would not help") {
    NEEDS_RIG();
    const MachineValue uac(kSystemPolicies, L"EnableLUA", 1);
    const MachineValue mode(kSystemPolicies, L"TypeOfAdminApprovalMode", 2);
    const TemporaryFolder folder;
    const auto result = ask("doctor --reg-file " + in_quotes(folder.file("linked.reg")));
    CHECK(result.exit_code == 0);
    CHECK(contains(result.errors, "drivelaunch: warning: EnableLinkedConnections does not help here: "));
    CHECK(exists(folder.file("linked.reg")));
  }

  TEST_CASE("doctor with a configuration that is wrong says what is wrong") {
    const TemporaryFolder folder;
    write_file(folder.file("d.ini"), "[drive.S]\n");
    const auto result = ask("doctor --config " + in_quotes(folder.file("d.ini")));
    CHECK(result.exit_code == 0x8007000D);
    CHECK(contains(result.errors, "no path"));
  }
}
