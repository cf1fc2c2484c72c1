#include "launcher/trust/trust.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/sddl.hpp"

using namespace launcher;
using launcher::test::read_sddl;

namespace {

constexpr const char* kOperator = "S-1-5-21-1-2-3-1104";     // an account of the domain, the run's own
constexpr const char* kLocalAdmin = "S-1-5-21-9-9-9-1001";   // a direct member of Administrators
constexpr const char* kDomainAdmins = "S-1-5-21-1-2-3-512";  // on a domain member, another one
constexpr const char* kStranger = "S-1-5-21-1-2-3-1200";

TrustedAccounts make_accounts(bool is_elevated = true) {
  return {.own = kOperator, .is_elevated = is_elevated, .is_administrator = [](const std::string& sid) {
            return sid == kLocalAdmin || sid == kDomainAdmins;
          }};
}

std::vector<TrustFinding> judge(TrustKind kind, const std::string& path, const std::string& sddl) {
  return judge_trust(read_sddl(kind, path, sddl), make_accounts());
}

std::string name_of(const std::string& sid) {
  return sid == "S-1-5-32-545" ? "BUILTIN\\Users" : std::string();
}

struct Row {
  TrustKind kind;
  std::string path;
  std::string sddl;
};

struct TamperedRow {
  TrustKind kind;
  std::string path;
  std::string sddl;
  std::string sid;
  std::string problem;
};

constexpr TrustKind kFile = TrustKind::file;
constexpr TrustKind kFolder = TrustKind::folder;
constexpr TrustKind kAncestor = TrustKind::ancestor;

}  // namespace

TEST_SUITE("trust") {
  TEST_CASE("G9: an ordinary Windows installation passes") {
    const std::string installer = "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464";
    const Row rows[] = {
        // Windows 10 and Server 2016 to 2022: authenticated users may make folders in C:\ (LC).
        {kAncestor, R"(C:\)",
         "O:" + installer + "G:" + installer +
             "D:PAI(A;;LC;;;AU)(A;OICIIO;SDGXGWGR;;;AU)(A;;FA;;;SY)(A;OICIIO;GA;;;SY)(A;OICIIO;GA;;;BA)"
             "(A;;FA;;;BA)(A;OICI;0x1200a9;;;BU)"},
        // An upgraded machine, where Modify of C:\ is not inherit-only on anything but what is below.
        {kAncestor, R"(C:\)",
         "O:TIG:TID:PAI(A;OICIIO;0x1301bf;;;AU)(A;;LC;;;AU)(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"
         "(A;OICI;0x1200a9;;;BU)S:(ML;;NW;;;HI)"},
        // Users may add files and folders to ProgramData, and get what they make.
        {kAncestor, R"(C:\ProgramData)",
         "O:SYG:SYD:PAI(A;OICIIO;GA;;;CO)(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)"
         "(A;CI;DCLCRPCR;;;BU)"},
        // A folder an administrator made in it without setup, and the file.
        {kAncestor, R"(C:\ProgramData\DriveLaunch)",
         "O:BAG:DUD:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIIOID;GA;;;CO)(A;OICIID;0x1200a9;;;BU)"
         "(A;CIID;DCLCRPCR;;;BU)"},
        {kFile, R"(C:\ProgramData\DriveLaunch\drives.ini)",
         "O:BAG:DUD:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;0x1200a9;;;BU)"},
        // What setup makes.
        {kFolder, R"(C:\ProgramData\DriveLaunch\logs)", "O:BAG:SYD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"},
        // Program Files: TrustedInstaller, inherit-only CREATOR OWNER, packages may read.
        {kAncestor, R"(C:\Program Files)",
         "O:" + installer + "G:" + installer + "D:PAI(A;;FA;;;" + installer + ")(A;CIIO;GA;;;" + installer +
             ")(A;;0x1301bf;;;SY)(A;OICIIO;GA;;;SY)(A;;0x1301bf;;;BA)(A;OICIIO;GA;;;BA)(A;;0x1200a9;;;BU)"
             "(A;OICIIO;GXGR;;;BU)(A;OICIIO;GA;;;CO)(A;;0x1200a9;;;AC)(A;OICIIO;GXGR;;;AC)"
             "(A;;0x1200a9;;;S-1-15-2-2)(A;OICIIO;GXGR;;;S-1-15-2-2)"},
        {kFolder, R"(C:\Program Files\DriveLaunch)",
         "O:BAG:DUD:AI(A;ID;FA;;;" + installer + ")(A;CIIOID;GA;;;" + installer +
             ")(A;ID;FA;;;SY)(A;OICIIOID;GA;;;SY)(A;ID;FA;;;BA)(A;OICIIOID;GA;;;BA)(A;ID;0x1200a9;;;BU)"
             "(A;OICIIOID;GXGR;;;BU)(A;OICIIOID;GA;;;CO)(A;ID;0x1200a9;;;AC)(A;ID;0x1200a9;;;S-1-15-2-2)"},
        {kFile, R"(C:\Program Files\DriveLaunch\drivelaunch.exe)",
         "O:BAG:DUD:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;0x1200a9;;;BU)(A;ID;0x1200a9;;;AC)"
         "(A;ID;0x1200a9;;;S-1-15-2-2)"},
        // The root of a data volume, as Windows formats one: Modify has DELETE, which a root does not know.
        {kAncestor, R"(D:\)",
         "O:BAG:SYD:(A;OICI;FA;;;BA)(A;OICI;FA;;;SY)(A;OICI;0x1301bf;;;AU)(A;OICI;0x1200a9;;;BU)"},
        {kAncestor, R"(D:\)",
         "O:BAG:SYD:AI(A;OICI;FA;;;BA)(A;OICI;FA;;;SY)(A;OICIIO;GA;;;CO)(A;OICI;0x1200a9;;;BU)"
         "(A;CI;LC;;;BU)(A;CIIO;DC;;;BU)(A;;0x1200a9;;;WD)"},
        // A profile: the run's own account.
        {kAncestor, R"(C:\Users)",
         "O:SYG:SYD:PAI(A;OICI;0x1200a9;;;BU)(A;OICI;0x1200a9;;;WD)(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"},
        {kAncestor, R"(C:\Users\operator)",
         std::string("O:SYG:SYD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;") + kOperator + ")"},
        {kFile, R"(C:\Users\operator\drives.ini)",
         std::string("O:") + kOperator + "G:DUD:(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;FA;;;" + kOperator + ")"},
        // A domain member: Domain Admins and a local account are members of Administrators.
        {kFile, R"(D:\jobs\drives.ini)",
         std::string("O:DAG:DUD:PAI(A;;FA;;;SY)(A;;FA;;;DA)(A;;0x1200a9;;;DU)(A;;0x1301bf;;;") + kLocalAdmin +
             ")"},
        // What is made in this folder would be theirs, but nothing can be.
        {kAncestor, R"(D:\jobs)", "O:BAG:SYD:P(A;OICI;FA;;;BA)(A;OICIIO;FA;;;AU)(A;OICI;0x1200a9;;;AU)"},
        // An entry for the owner is the owner's, who is judged; one that denies takes nothing away from
        // trust.
        {kFile, R"(D:\jobs\drives.ini)", "O:BAG:SYD:P(D;;FA;;;BU)(A;;FA;;;OW)(A;;FA;;;CO)(A;;FA;;;BA)"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.path);
      CAPTURE(row.sddl);
      const auto findings = judge(row.kind, row.path, row.sddl);
      CAPTURE(findings.empty() ? std::string() : findings[0].sid + " " + findings[0].problem);
      CHECK(findings.empty());
    }
  }

  TEST_CASE("G9: what an untrusted account owns or could change is found, with account and right") {
    const std::string admins = "(A;;FA;;;SY)(A;;FA;;;BA)";
    const TamperedRow rows[] = {
        {kFile, "C:\\f", std::string("O:") + kStranger + "D:P" + admins, kStranger, "owns it"},
        {kFile, "C:\\f", "O:BUD:P" + admins, "S-1-5-32-545", "owns it"},
        {kFile, "C:\\f", "O:BAD:P" + admins + "(A;;DC;;;BU)", "S-1-5-32-545", "has WRITE_DATA"},
        {kFile, "C:\\f", "O:BAD:P" + admins + "(A;;LC;;;BU)", "S-1-5-32-545", "has APPEND_DATA"},
        {kFile, "C:\\f", "O:BAD:P" + admins + "(A;;RP;;;BU)", "S-1-5-32-545", "has WRITE_EA"},
        {kFile, "C:\\f", "O:BAD:P" + admins + "(A;;CR;;;BU)", "S-1-5-32-545", "has WRITE_ATTRIBUTES"},
        {kFile, "C:\\f", "O:BAD:P" + admins + "(A;;SD;;;BU)", "S-1-5-32-545", "has DELETE"},
        {kFile, "C:\\f", "O:BAD:P" + admins + "(A;;WD;;;BU)", "S-1-5-32-545", "has WRITE_DAC"},
        {kFile, "C:\\f", "O:BAD:P" + admins + "(A;;WO;;;BU)", "S-1-5-32-545", "has WRITE_OWNER"},
        {kFile, "C:\\f", "O:BAD:P" + admins + "(A;;GW;;;WD)", "S-1-1-0",
         "has WRITE_DATA, APPEND_DATA, WRITE_EA, WRITE_ATTRIBUTES"},
        {kFile, "C:\\f", "O:BAD:P" + admins + "(A;;GA;;;WD)", "S-1-1-0",
         "has WRITE_DATA, APPEND_DATA, WRITE_EA, WRITE_ATTRIBUTES, DELETE, WRITE_DAC, WRITE_OWNER"},
        // Entries with a condition, and entries for one kind of object, count as if they applied.
        {kFile, "C:\\f", "O:BAD:P" + admins + "(XA;;DC;;;AU;(x == 1))", "S-1-5-11", "has WRITE_DATA"},
        {kFile, "C:\\f", "O:BAD:P" + admins + "(ZA;;DC;;;AU)", "S-1-5-11", "has WRITE_DATA"},
        {kFile, "C:\\f", "O:BAD:P" + admins + "(OA;;DC;;;AU)", "S-1-5-11", "has WRITE_DATA"},
        // One that denies makes nothing of one that allows.
        {kFile, "C:\\f", "O:BAD:P(D;;DC;;;AU)" + admins + "(A;;DC;;;AU)", "S-1-5-11", "has WRITE_DATA"},
        // Another member of the domain's groups, packages of the store, somebody's service.
        {kFile, "C:\\f", "O:BAD:P" + admins + "(A;;FA;;;DU)", "S-1-5-21-1-2-3-513",
         "has WRITE_DATA, APPEND_DATA, WRITE_EA, WRITE_ATTRIBUTES, DELETE, WRITE_DAC, WRITE_OWNER"},
        {kFile, "C:\\f", "O:BAD:P" + admins + "(A;;DC;;;AC)", "S-1-15-2-1", "has WRITE_DATA"},
        {kFile, "C:\\f", "O:BAD:P" + admins + "(A;;DC;;;S-1-5-80-1-2-3-4-5)", "S-1-5-80-1-2-3-4-5",
         "has WRITE_DATA"},
        // A folder whose files are followed: nobody else puts one there.
        {kFolder, "C:\\f", "O:BAD:P" + admins + "(A;CI;DC;;;BU)", "S-1-5-32-545", "has ADD_FILE"},
        {kFolder, "C:\\f", "O:BAD:P" + admins + "(A;CI;LC;;;BU)", "S-1-5-32-545", "has ADD_SUBDIRECTORY"},
        {kFolder, "C:\\f", "O:BAD:P" + admins + "(A;;DT;;;BU)", "S-1-5-32-545", "has DELETE_CHILD"},
        {kFolder, "C:\\ProgramData\\DriveLaunch",
         "O:BAD:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;CIID;DCLCRPCR;;;BU)", "S-1-5-32-545",
         "has ADD_FILE, ADD_SUBDIRECTORY, WRITE_EA, WRITE_ATTRIBUTES"},
        // A folder on the way: nobody else swaps what is in it, or itself.
        {kAncestor, "D:\\x", "O:BAD:P" + admins + "(A;;DT;;;AU)", "S-1-5-11", "has DELETE_CHILD"},
        {kAncestor, "D:\\x", "O:BAD:AI(A;ID;FA;;;BA)(A;OICIID;0x1301bf;;;AU)", "S-1-5-11", "has DELETE"},
        {kAncestor, "D:\\x", "O:BAD:P" + admins + "(A;;WD;;;AU)", "S-1-5-11", "has WRITE_DAC"},
        {kAncestor, "D:\\x", "O:BAD:P" + admins + "(A;;WO;;;AU)", "S-1-5-11", "has WRITE_OWNER"},
        {kAncestor, "D:\\x", std::string("O:") + kStranger + "D:P" + admins, kStranger, "owns it"},
        {kAncestor, "D:\\", "O:BAD:P" + admins + "(A;;FA;;;WD)", "S-1-1-0",
         "has DELETE_CHILD, WRITE_DAC, WRITE_OWNER"},
    };
    for (const TamperedRow& row : rows) {
      CAPTURE(row.sddl);
      const auto findings = judge(row.kind, row.path, row.sddl);
      REQUIRE(findings.size() == 1);
      CHECK(findings[0].sid == row.sid);
      CHECK(findings[0].problem == row.problem);
      CHECK(findings[0].path == row.path);
      CHECK_FALSE(findings[0].commands.empty());
    }
  }

  TEST_CASE("G9: a null DACL, a volume without permissions, a link and a hard link are refused") {
    SecuredObject object = read_sddl(kFile, "C:\\f", "O:BAG:SYD:NO_ACCESS_CONTROL");
    REQUIRE(judge_trust(object, make_accounts()).size() == 1);
    CHECK(judge_trust(object, make_accounts())[0].commands ==
          std::vector<std::string>{R"(icacls "C:\f" /reset)"});
    object.entries.emplace();  // an empty list lets nobody in
    CHECK(judge_trust(object, make_accounts()).empty());

    object.link_count = 2;
    CHECK(judge_trust(object, make_accounts())[0].problem.starts_with("the file has 2 names"));
    object.kind = kFolder;
    CHECK(judge_trust(object, make_accounts()).empty());

    object.keeps_acls = false;
    CHECK(judge_trust(object, make_accounts())[0].problem.starts_with("its file system has no permissions"));
    object.is_name_surrogate = true;
    CHECK(judge_trust(object, make_accounts())[0].problem.starts_with("it is a link to another place"));
  }

  TEST_CASE("G9: what is on another machine is refused to an elevated run only") {
    SecuredObject object = read_sddl(kFile, R"(\\fs01\x\f)", "O:BAG:SYD:P(A;;FA;;;BA)");
    object.is_remote = true;
    REQUIRE(judge_trust(object, make_accounts(true)).size() == 1);
    CHECK(judge_trust(object, make_accounts(true))[0].problem.starts_with("it is on another machine"));
    CHECK(judge_trust(object, make_accounts(false)).empty());
  }

  TEST_CASE("the commands cut inheritance once and leave those who could read reading") {
    const auto findings = judge(
        kFile, R"(D:\a b\drives.ini)",
        std::string("O:") + kStranger + "D:AI(A;ID;FA;;;BA)(A;ID;0x1301bf;;;AU)(A;ID;DC;;;BU)(A;;FA;;;WD)");
    std::vector<std::string> commands;
    for (const TrustFinding& finding : findings)
      commands.insert(commands.end(), finding.commands.begin(), finding.commands.end());
    CHECK(commands == std::vector<std::string>{R"(takeown /F "D:\a b\drives.ini" /A)",
                                               R"(icacls "D:\a b\drives.ini" /inheritance:d)",
                                               R"(icacls "D:\a b\drives.ini" /grant:r *S-1-5-11:(RX))",
                                               R"(icacls "D:\a b\drives.ini" /remove:g *S-1-5-32-545)",
                                               R"(icacls "D:\a b\drives.ini" /grant:r *S-1-1-0:(RX))"});
    CHECK(judge(kFolder, "D:\\x", "O:BAD:P(A;OICI;FA;;;BU)")[0].commands ==
          std::vector<std::string>{R"(icacls "D:\x" /grant:r *S-1-5-32-545:(OI)(CI)(RX))"});
  }

  TEST_CASE("the members of Administrators are asked for only when something depends on them") {
    int asked = 0;
    const TrustedAccounts accounts{
        .own = kOperator, .is_elevated = true, .is_administrator = [&](const std::string&) {
          ++asked;
          return false;
        }};
    judge_trust(read_sddl(kFile, "C:\\f", "O:BAD:(A;;FA;;;BA)(A;;0x1200a9;;;BU)(A;;0x1200a9;;;DU)"),
                accounts);
    CHECK(asked == 0);
    judge_trust(read_sddl(kFile, "C:\\f", "O:BAD:(A;;FA;;;BA)(A;;FA;;;DU)"), accounts);
    CHECK(asked == 1);
  }

  TEST_CASE("the folders above a path begin at the root of its volume or share") {
    using Folders = std::vector<std::string>;
    CHECK(list_ancestors(R"(\\?\C:\a\b)") == Folders{R"(\\?\C:\)", R"(\\?\C:\a)"});
    CHECK(list_ancestors(R"(\\?\C:\a)") == Folders{R"(\\?\C:\)"});
    CHECK(list_ancestors(R"(\\?\C:\)").empty());
    CHECK(list_ancestors(R"(\\?\UNC\fs01\jobs\a\b)") ==
          Folders{R"(\\?\UNC\fs01\jobs\)", R"(\\?\UNC\fs01\jobs\a)"});
    CHECK(list_ancestors(R"(\\?\Volume{1-2}\a\b)") == Folders{R"(\\?\Volume{1-2}\)", R"(\\?\Volume{1-2}\a)"});
    CHECK(list_ancestors(R"(C:\a\b)") == Folders{R"(C:\)", R"(C:\a)"});
    CHECK(list_ancestors(R"(\\fs01\jobs\a\b)") == Folders{R"(\\fs01\jobs\)", R"(\\fs01\jobs\a)"});
  }

  TEST_CASE("G9: the refusal names account, right and path, and then the commands") {
    CHECK_NOTHROW(require_trust("C:\\f", {}, name_of));
    const auto findings =
        judge(kFile, "C:\\f", std::string("O:BAD:P(A;;DC;;;BU)(A;;SD;;;") + kStranger + ")");
    try {
      require_trust("drives.ini", findings, name_of);
      FAIL("not refused");
    } catch (const TrustError& error) {
      CHECK(error.exit_code() == 0x80070005);
      CHECK(std::string(error.what()) ==
            "refused: drives.ini: accounts that are not trusted could change what this run does.\n"
            "  C:\\f: BUILTIN\\Users (S-1-5-32-545) has WRITE_DATA\n"
            "  C:\\f: S-1-5-21-1-2-3-1200 has DELETE\n"
            "To fix it, run in an elevated command prompt:\n"
            "  icacls \"C:\\f\" /remove:g *S-1-5-32-545\n"
            "  icacls \"C:\\f\" /remove:g *S-1-5-21-1-2-3-1200");
    }
  }

  TEST_CASE("G9: the warning for a program names account, right, path and the commands, on one line") {
    CHECK_FALSE(describe_program_trust("x.bat", {}, name_of));
    const auto failure =
        describe_program_trust("x.bat", judge(kFile, "C:\\f", "O:BAD:P(A;;DC;;;BU)"), name_of);
    REQUIRE(failure);
    CHECK(format_failure(*failure) ==
          "others could change the program and so act as this account: x.bat: C:\\f: BUILTIN\\Users "
          "(S-1-5-32-545) has WRITE_DATA. To fix it, run in an elevated command prompt: icacls \"C:\\f\" "
          "/remove:g *S-1-5-32-545.");
  }
}
