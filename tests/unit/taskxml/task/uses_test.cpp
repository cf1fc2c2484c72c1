#include "taskxml/task/uses.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace taskxml {
namespace {

using List = std::vector<std::string>;

struct Form {
  std::string text;
  std::string letters;
  List shares;
};

void check(const std::vector<Form>& forms) {
  for (const Form& form : forms) {
    CAPTURE(form.text);
    const Uses uses = find_uses(form.text);
    CHECK(uses.letters == form.letters);
    CHECK(uses.shares == form.shares);
  }
}

TEST_SUITE("uses") {
  TEST_CASE("a letter is found in every form a path can have") {
    check({
        {R"(S:\x)", "S", {}},
        {R"(s:/x "t:\x")", "ST", {}},
        {R"(S:)", "S", {}},
        {R"(dir S: /W:1)", "S", {}},
        {R"(\\?\S:\x)", "S", {}},
        {R"(//?/S:/x)", "S", {}},
        {R"(\\.\S:)", "S", {}},
        {R"(S:\\doubled\\x)", "S", {}},
        {R"(x='S:\x';T:,U:|V:)", "STUV", {}},
        {R"(robocopy C:\in S:\ /S /W:1 /R:3 /dcopy:T)", "CS", {}},
    });
  }

  TEST_CASE("a path from the current directory of a drive uses the drive") {
    check({
        {R"(/c copy S:*.csv T:file)", "ST", {}},
        {R"(S:..\x)", "S", {}},
        {R"(S:.)", "S", {}},
        {R"(S:%DIR%)", "S", {}},
        {R"(S:%DIR:~0,3%\x)", "S", {}},
        {R"(S:$name)", "S", {}},
        {R"("S:my file.csv")", "S", {}},
        {R"(S:"my file.csv")", "S", {}},
        {R"(S:2024\x.csv)", "S", {}},
        {"S:\xC3\xA4nderungen.txt", "S", {}},
    });
  }

  TEST_CASE("a letter is found behind redirections, operators, quotes and list files") {
    check({
        {R"(a.exe>S:\1 2>T:x <U:y >>V:\z 2>>W:z)", "STUVW", {}},
        {R"(a.exe|S:\b.exe&T:c.exe&&U:\d)", "STU", {}},
        {R"(@S:\list.txt @T:list.txt)", "ST", {}},
        {R"(a=S:\x,T:\y;U:z /p=V:w)", "STUV", {}},
        {R"(copy a+S:b)", "S", {}},
        {R"(& 'S:\x.ps1'; {T:\y} (U:\z) [V:\w])", "STUV", {}},
        {"\xE2\x80\x9CS:\\x\xE2\x80\x9D \xE2\x80\x98T:y\xE2\x80\x99\xC2\xA0U:\\z", "STU", {}},
    });
  }

  TEST_CASE("a letter is found in the value of a switch, a provider's path and a file URL") {
    check({
        {R"(/out:S:\x -backupTarget:T: /log:U:x.log)", "STU", {}},
        {R"(/D:S:\x /E:\y)", "ES", {}},
        {R"(-oS:\out -x!T:\y)", "ST", {}},
        {R"(Microsoft.PowerShell.Core\FileSystem::S:\x)", "S", {}},
        {R"(FileSystem::S:)", "S", {}},
        {R"(file:///S:/x file://localhost/T:/x file://U:/x file:V:/x)", "STUV", {}},
    });
  }

  TEST_CASE("switches, words, variables, addresses, times and descriptors use no letter") {
    check({
        {R"(/R:3 /W:1 /dcopy:T -o:x -o: /F:"Update" /S /E:x)", "", {}},
        {R"(HKLM:\x _S:\x a1:\x Env:x)", "", {}},
        {R"(%d:~0,4% %d:/=-% $s:x $d:\x !d:a=b!)", "", {}},
        {"http://h:80/x https://h/S:/x?f=T:\\x ftp://u:p@h/x", "", {}},
        {"a:b:c 01:aa:b:c:d:0f fe80::a:b [::a:b] 12:30", "", {}},
        {"Get-Date -Format h:mm; H:mm", "", {}},
        {"W:1 R:3", "", {}},
        {"sdset x D:(A;;GA;;;WD) D:P(A;;CC;;;SY)S:(AU;FA;CC;;;WD) O:BAG:SYD:AI(A;;GA;;;WD)", "", {}},
        {"{a:x} [i:j] {a: 1}", "", {}},
        {"scp x user@h:backup", "", {}},
        {R"('\S:\d+' x.d:\y)", "", {}},
    });
  }

  TEST_CASE("a share is found in every form, and reported in one") {
    check({
        {R"(\\fs01\a$\b "\\nas.x\c" \\nas\backup#2024)",
         "",
         {R"(\\fs01\a$)", R"(\\nas.x\c)", R"(\\nas\backup#2024)"}},
        {R"(\\?\UNC\srv\share\x \\.\UNC\srv\b //?/UNC/srv/c)",
         "",
         {R"(\\srv\share)", R"(\\srv\b)", R"(\\srv\c)"}},
        {R"(//srv/share/x //srv\b)", "", {R"(\\srv\share)", R"(\\srv\b)"}},
        {R"(\\srv/share)", "", {R"(\\srv\share)"}},
        {R"(\\srv@SSL\share \\srv@8080\DavWWWRoot \\srv@SSL@444\x)",
         "",
         {R"(\\srv@SSL\share)", R"(\\srv@8080\DavWWWRoot)", R"(\\srv@SSL@444\x)"}},
        {R"('\\\\srv\\share\\x')", "", {R"(\\srv\share)"}},
        {R"(\\%SERVER%\a \\$env:SERVER\b \\$server\c)",
         "",
         {R"(\\%SERVER%\a)", R"(\\$env:SERVER\b)", R"(\\$server\c)"}},
        {R"(\\srv\x \\SRV\X //srv/x)", "", {R"(\\srv\x)"}},
        {R"("\\srv\my share\x" '\\srv\two words' \\srv\my share)",
         "",
         {R"(\\srv\my share)", R"(\\srv\two words)", R"(\\srv\my)"}},
        {R"("\\srv\a >x")", "", {R"(\\srv\a)"}},
        {"\xE2\x80\x9C\\\\srv\\x\xE2\x80\x9D", "", {R"(\\srv\x)"}},
    });
    CHECK(find_uses_of_path(R"(\\srv\my share\x.exe)").shares == List{R"(\\srv\my share)"});
    CHECK(find_uses_of_path(R"(\\srv\my share)").shares == List{R"(\\srv\my share)"});
    CHECK(find_uses_of_path(R"(\\srv\x <y)").shares == List{R"(\\srv\x)"});
  }

  TEST_CASE("a share is found behind redirections, operators, quotes and list files") {
    check({
        {R"(a >\\s\1 >>\\s\2 2>\\s\3 <\\s\4)", "", {R"(\\s\1)", R"(\\s\2)", R"(\\s\3)", R"(\\s\4)"}},
        {R"(a|\\s\1&\\s\2&&"\\s\3")", "", {R"(\\s\1)", R"(\\s\2)", R"(\\s\3)"}},
        {R"(@\\s\1\list.txt x=\\s\2,\\s\3;//s/4)", "", {R"(\\s\1)", R"(\\s\2)", R"(\\s\3)", R"(\\s\4)"}},
        {R"((\\s\1) {\\s\2} [\\s\3])", "", {R"(\\s\1)", R"(\\s\2)", R"(\\s\3)"}},
    });
  }

  TEST_CASE("a switch with a share uses the share and no letter") {
    check({
        {R"(/S:\\srv\share\cfg.xml)", "", {R"(\\srv\share)"}},
        {R"(-s:\\srv\share -s:"\\srv\b" /S:"//srv/c")", "", {R"(\\srv\share)", R"(\\srv\b)", R"(\\srv\c)"}},
        {R"(/S://srv/share)", "", {R"(\\srv\share)"}},
        {R"(/S:\\srv -s:\\srv)", "", {}},
        {R"(/log:\\h\d -path:\\h\e -p=\\h\f)", "", {R"(\\h\d)", R"(\\h\e)", R"(\\h\f)"}},
        {R"(-o\\srv\x -x!\\srv\y)", "", {R"(\\srv\x)", R"(\\srv\y)"}},
        {R"(Microsoft.PowerShell.Core\FileSystem::\\srv\share)", "", {R"(\\srv\share)"}},
        {R"(file://srv/share/x file:////srv/b file:\\srv\c)",
         "",
         {R"(\\srv\share)", R"(\\srv\b)", R"(\\srv\c)"}},
    });
  }

  TEST_CASE("doubled backslashes, devices, URLs, WMI, registries, switches and XPath use no share") {
    check({
        {R"(C:\\x\y /out:C:\\x\y)", "C", {}},
        {R"(\\.\pipe\x \\.\PhysicalDrive0 \\?\Volume{1}\x \\?\GLOBALROOT\x)", "", {}},
        {R"(\\fs01 x\\y\z \\\a\b \\\\\a\b \\srv\\x //a//b %TEMP%\\x\y)", "", {}},
        {"http://srv/x https://srv/share/x?u=//a/b jdbc:sqlserver://srv/x", "", {}},
        {R"(-Namespace "\\root\ccm" /namespace:\\srv\root)", "", {}},
        {R"(reg query \\srv\HKLM\x \\srv\HKEY_USERS)", "", {}},
        {"cscript //B //Nologo //T:60 x.vbs", "", {}},
        {"'//a/b[1]' //a/b(x) //a/ns:b /usr//local/bin // a/b", "", {}},
        {R"(user@\\srv\x \\srv\.. \\srv\)", "", {}},
    });
  }

  TEST_CASE("an action uses what its three values name, and the letters its launcher connects") {
    EffectiveAction started;
    started.program = R"(\\srv\my tools\a.exe)";
    started.arguments = R"(S:\x \\srv\in)";
    started.directory = R"(T:\jobs)";
    CHECK(uses_of(started).letters == "ST");
    CHECK(uses_of(started).shares == List{R"(\\srv\my tools)", R"(\\srv\in)"});
    started.invocation.emplace();
    started.invocation->drives = {R"(X=\\srv\other)"};
    CHECK(uses_of(started).letters == "STX");
  }

  TEST_CASE("a server is an address or a name") {
    for (const std::string share :
         {R"(\\10.0.0.1\x)", R"(\\192.168.178.20@8080\x)", R"(\\fe80--1.IPv6-Literal.net\x)"}) {
      CAPTURE(share);
      CHECK(is_server_address(share));
    }
    for (const std::string share : {R"(\\fs01\x)", R"(\\10.0.0.256\x)", R"(\\10.0.0\x)", R"(\\1.2.3.4.5\x)",
                                    R"(\\1..2.3\x)", R"(\\10.0.0.1.example.com\x)", R"(\\1234\x)", ""}) {
      CAPTURE(share);
      CHECK_FALSE(is_server_address(share));
    }
  }

  TEST_CASE("looking through a text takes steps in proportion to its length, whatever it repeats") {
    for (const std::string& part : {std::string("=a:b"), std::string("=a:%b"), std::string(R"(\\a\b )"),
                                    std::string(R"("\\a\b)"), std::string("a://"), std::string("-a:\\\\"),
                                    std::string("@"), std::string("\\"), std::string("/aa:b")}) {
      CAPTURE(part);
      std::string text;
      while (text.size() < 400'000)
        text += part;
      // Were it quadratic, this would be 10^11 steps.
      CHECK(find_uses(text).shares.size() <= 1);
    }
  }
}

}  // namespace
}  // namespace taskxml
