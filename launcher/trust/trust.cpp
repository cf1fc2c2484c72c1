#include "launcher/trust/trust.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace launcher {
namespace {

// [MS-DTYP] 2.4.4.1
constexpr std::uint8_t kInheritOnly = 0x08;
constexpr std::uint8_t kInherited = 0x10;

// winnt.h; the same bit is another right on a folder than on a file.
constexpr std::uint32_t kReadData = 0x00001;
constexpr std::uint32_t kWriteData = 0x00002;
constexpr std::uint32_t kAppendData = 0x00004;
constexpr std::uint32_t kWriteExtendedAttributes = 0x00010;
constexpr std::uint32_t kDeleteChild = 0x00040;
constexpr std::uint32_t kWriteAttributes = 0x00100;
constexpr std::uint32_t kDelete = 0x10000;
constexpr std::uint32_t kWriteDac = 0x40000;
constexpr std::uint32_t kWriteOwner = 0x80000;
constexpr std::uint32_t kGenericAll = 0x10000000;
constexpr std::uint32_t kGenericWrite = 0x40000000;
constexpr std::uint32_t kGenericRead = 0x80000000;

constexpr std::uint32_t kOnFile = kWriteData | kAppendData | kWriteExtendedAttributes | kWriteAttributes |
                                  kDelete | kWriteDac | kWriteOwner;
constexpr std::uint32_t kOnFolder = kOnFile | kDeleteChild;
constexpr std::uint32_t kOnAncestor = kDeleteChild | kDelete | kWriteDac | kWriteOwner;

struct RightName {
  std::uint32_t bit;
  std::string_view on_file;
  std::string_view on_folder;
};

constexpr std::array<RightName, 8> kRightNames{{
    {kWriteData, "WRITE_DATA", "ADD_FILE"},
    {kAppendData, "APPEND_DATA", "ADD_SUBDIRECTORY"},
    {kWriteExtendedAttributes, "WRITE_EA", "WRITE_EA"},
    {kDeleteChild, "DELETE_CHILD", "DELETE_CHILD"},
    {kWriteAttributes, "WRITE_ATTRIBUTES", "WRITE_ATTRIBUTES"},
    {kDelete, "DELETE", "DELETE"},
    {kWriteDac, "WRITE_DAC", "WRITE_DAC"},
    {kWriteOwner, "WRITE_OWNER", "WRITE_OWNER"},
}};

constexpr std::array<std::string_view, 3> kAlwaysTrusted{
    "S-1-5-18",                                                        // SYSTEM
    "S-1-5-32-544",                                                    // Administrators
    "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464",  // NT SERVICE\TrustedInstaller
};

/// No token has these two; they are replaced when an entry is inherited ([MS-DTYP] 2.4.2.4).
constexpr std::array<std::string_view, 2> kPlaceholders{"S-1-3-0", "S-1-3-1"};
/// The owner, whoever that is; owners are judged by themselves.
constexpr std::string_view kOwnerRights = "S-1-3-4";

bool allows(const AccessEntry& entry) {
  // ACCESS_ALLOWED, _OBJECT, _CALLBACK and _CALLBACK_OBJECT.
  constexpr std::array<std::uint8_t, 4> kTypes{0x00, 0x05, 0x09, 0x0B};
  return std::find(kTypes.begin(), kTypes.end(), entry.type) != kTypes.end();
}

/// FILE_GENERIC_WRITE and FILE_ALL_ACCESS, as far as they matter here.
std::uint32_t map_generic_rights(std::uint32_t mask) {
  if ((mask & kGenericAll) != 0) mask |= kOnFolder | kReadData;
  if ((mask & kGenericWrite) != 0) {
    mask |= kWriteData | kAppendData | kWriteExtendedAttributes | kWriteAttributes;
  }
  if ((mask & kGenericRead) != 0) mask |= kReadData;
  return mask;
}

std::uint32_t dangerous_rights(const SecuredObject& object) {
  if (object.kind == TrustKind::file) return kOnFile;
  const std::uint32_t rights = object.kind == TrustKind::folder ? kOnFolder : kOnAncestor;
  return object.is_volume_root ? rights & ~kDelete : rights;
}

std::string name_rights(std::uint32_t rights, TrustKind kind) {
  std::vector<std::string_view> names;
  for (const RightName& right : kRightNames) {
    if ((rights & right.bit) != 0) names.push_back(kind == TrustKind::file ? right.on_file : right.on_folder);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

bool is_trusted(const std::string& sid, const TrustedAccounts& accounts) {
  if (std::find(kAlwaysTrusted.begin(), kAlwaysTrusted.end(), sid) != kAlwaysTrusted.end()) return true;
  return sid == accounts.own || accounts.is_administrator(sid);
}

/// What one account that is not trusted may do, all its entries together.
struct Grant {
  std::string sid;
  std::uint32_t rights = 0;
  bool reads = false;
  bool inherited = false;
};

std::vector<Grant> collect_grants(const SecuredObject& object, const TrustedAccounts& accounts) {
  std::vector<Grant> grants;
  for (const AccessEntry& entry : *object.entries) {
    if (!allows(entry) || (entry.flags & kInheritOnly) != 0) continue;
    if (entry.sid == kOwnerRights ||
        std::find(kPlaceholders.begin(), kPlaceholders.end(), entry.sid) != kPlaceholders.end()) {
      continue;
    }
    const std::uint32_t mask = map_generic_rights(entry.mask);
    auto grant = std::find_if(grants.begin(), grants.end(),
                              [&](const Grant& other) { return other.sid == entry.sid; });
    if (grant == grants.end()) grant = grants.insert(grants.end(), Grant{.sid = entry.sid});
    grant->rights |= mask & dangerous_rights(object);
    grant->reads = grant->reads || (mask & kReadData) != 0;
    grant->inherited = grant->inherited || (entry.flags & kInherited) != 0;
  }
  std::erase_if(grants,
                [&](const Grant& grant) { return grant.rights == 0 || is_trusted(grant.sid, accounts); });
  return grants;
}

/// Who could read goes on reading: the run's own account may be among them.
std::string make_grant_command(const SecuredObject& object, const Grant& grant) {
  if (!grant.reads) return fmt::format("icacls \"{}\" /remove:g *{}", object.path, grant.sid);
  return fmt::format("icacls \"{}\" /grant:r *{}:{}", object.path, grant.sid,
                     object.kind == TrustKind::file ? "(RX)" : "(OI)(CI)(RX)");
}

void judge_entries(const SecuredObject& object, const TrustedAccounts& accounts,
                   std::vector<TrustFinding>& findings) {
  bool inheritance_is_cut = false;
  for (const Grant& grant : collect_grants(object, accounts)) {
    TrustFinding finding{.path = object.path,
                         .sid = grant.sid,
                         .problem = "has " + name_rights(grant.rights, object.kind),
                         .commands = {}};
    // An inherited entry cannot be changed here; first it is made an entry of this object.
    if (grant.inherited && !inheritance_is_cut) {
      finding.commands.push_back(fmt::format("icacls \"{}\" /inheritance:d", object.path));
      inheritance_is_cut = true;
    }
    finding.commands.push_back(make_grant_command(object, grant));
    findings.push_back(std::move(finding));
  }
}

/// Up to the root's backslash, which is part of it.
std::size_t find_root_end(const std::string& path) {
  std::size_t names = 1;  // C: or Volume{...}
  std::size_t begin = 0;
  if (path.starts_with(R"(\\?\UNC\)")) {
    begin = 8;
    names = 2;
  } else if (path.starts_with(R"(\\?\)")) {
    begin = 4;
  } else if (path.starts_with(R"(\\)")) {
    begin = 2;
    names = 2;
  }
  std::size_t end = path.find('\\', begin);
  for (; names > 1 && end != std::string::npos; --names)
    end = path.find('\\', end + 1);
  return end == std::string::npos ? path.size() : end + 1;
}

struct Explanation {
  std::vector<std::string> reasons;
  std::vector<std::string> commands;
};

Explanation explain(const std::vector<TrustFinding>& findings,
                    const std::function<std::string(const std::string& sid)>& name_of) {
  Explanation explanation;
  for (const TrustFinding& finding : findings) {
    explanation.reasons.push_back(
        describe_trust(finding, finding.sid.empty() ? std::string() : name_of(finding.sid)));
    explanation.commands.insert(explanation.commands.end(), finding.commands.begin(), finding.commands.end());
  }
  return explanation;
}

}  // namespace

std::vector<TrustFinding> judge_trust(const SecuredObject& object, const TrustedAccounts& accounts) {
  std::vector<TrustFinding> findings;
  const auto add = [&](std::string problem, std::vector<std::string> commands) {
    findings.push_back(
        {.path = object.path, .sid = {}, .problem = std::move(problem), .commands = std::move(commands)});
  };
  if (object.is_name_surrogate) {
    add("it is a link to another place (symbolic link, junction or mount point): name the real path", {});
    return findings;
  }
  if (object.is_remote && accounts.is_elevated) {
    add("it is on another machine, which an elevated run does not follow: copy it to a disk of this one", {});
    return findings;
  }
  if (!object.keeps_acls) {
    add("its file system has no permissions, so everybody may change it: move it to an NTFS volume", {});
    return findings;
  }
  if (object.kind == TrustKind::file && object.link_count > 1) {
    add(fmt::format("the file has {} names (hard links), so it is also somewhere else", object.link_count),
        {fmt::format("fsutil hardlink list \"{}\"", object.path),
         fmt::format("copy \"{0}\" \"{0}.new\"", object.path),
         fmt::format("move /Y \"{0}.new\" \"{0}\"", object.path)});
  }
  if (!is_trusted(object.owner, accounts)) {
    findings.push_back({.path = object.path,
                        .sid = object.owner,
                        .problem = kOwnsIt,
                        .commands = {fmt::format("takeown /F \"{}\" /A", object.path)}});
  }
  if (!object.entries) {
    add("it has a null DACL, so everybody may change it", {fmt::format("icacls \"{}\" /reset", object.path)});
    return findings;
  }
  judge_entries(object, accounts, findings);
  return findings;
}

std::vector<std::string> list_ancestors(const std::string& path) {
  std::vector<std::string> folders;
  const std::size_t root = find_root_end(path);
  if (root >= path.size()) return folders;
  folders.push_back(path.substr(0, root));
  for (std::size_t end = path.find('\\', root); end != std::string::npos; end = path.find('\\', end + 1)) {
    if (end + 1 < path.size()) folders.push_back(path.substr(0, end));
  }
  return folders;
}

std::string describe_trust(const TrustFinding& finding, const std::string& name) {
  if (finding.sid.empty()) return fmt::format("{}: {}", finding.path, finding.problem);
  const std::string account = name.empty() ? finding.sid : fmt::format("{} ({})", name, finding.sid);
  return fmt::format("{}: {} {}", finding.path, account, finding.problem);
}

void require_trust(const std::string& subject, const std::vector<TrustFinding>& findings,
                   const std::function<std::string(const std::string& sid)>& name_of) {
  if (findings.empty()) return;
  const Explanation explanation = explain(findings, name_of);
  throw TrustError(subject, explanation.reasons, explanation.commands);
}

std::optional<Failure> describe_program_trust(
    const std::string& program, const std::vector<TrustFinding>& findings,
    const std::function<std::string(const std::string& sid)>& name_of) {
  if (findings.empty()) return std::nullopt;
  const Explanation explanation = explain(findings, name_of);
  return Failure{.what = "others could change the program and so act as this account",
                 .subject = program,
                 .text = fmt::format("{}", fmt::join(explanation.reasons, "; ")),
                 .advice = explanation.commands.empty()
                               ? "Move it to a folder that only administrators change"
                               : fmt::format("To fix it, run in an elevated command prompt: {}",
                                             fmt::join(explanation.commands, " & "))};
}

TrustError::TrustError(const std::string& subject, const std::vector<std::string>& reasons,
                       const std::vector<std::string>& commands)
    : Error(exit_code_from_win32(win32_error::kAccessDenied),
            {.what = "refused",
             .subject = subject,
             .text = "accounts that are not trusted could change what this run does"}),
      text_(Error::what()) {
  for (const std::string& reason : reasons)
    text_ += "\n  " + reason;
  if (commands.empty()) return;
  text_ += "\nTo fix it, run in an elevated command prompt:";
  for (const std::string& command : commands)
    text_ += "\n  " + command;
}

}  // namespace launcher
