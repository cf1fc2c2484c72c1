// Shows the shares of the rig's servers as folders SERVER/SHARE/..., so that every byte a program reads or
// writes there travels over SMB: FUSE on one side, Samba's client library on the other.
//
// Debian's ready-made clients do not fit. smbnetfs has no setting for a port, and rclone uploads a file some
// time after it was closed and makes a folder of its own in the share. Here a write has reached the server
// when it returns, and nothing is cached, so that what the server changes is seen at once.
//
//   usage: smb_mount FOLDER CLIENT_CONFIGURATION SERVER:PORT:SHARE[,SHARE...]...
//   Standard input: the account's name and its password, a line each.
//
// It runs in one thread, because the library allows no more. That also keeps the order: a file that was
// closed is closed at the server before the next request is served.
#define FUSE_USE_VERSION 31
#include <fuse.h>
#include <libsmbclient.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct Server {
  std::string port;
  std::vector<std::string> shares;
};

struct OpenFile {
  int handle;
  int flags;
  std::string url;
};

std::map<std::string, Server, std::less<>> servers;
std::set<OpenFile*> open_files;
std::string account_name;
std::string account_password;

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = text.find(separator);
    if (end != 0) parts.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return parts;
}

/// Where a path of the mount leads: 0 names for its root, 1 for a server, from 2 on into a share.
struct Place {
  explicit Place(const char* path) : names(split(path, '/')) {
    if (names.empty()) return;
    const auto found = servers.find(names[0]);
    if (found == servers.end()) {
      exists = false;
      return;
    }
    server = &found->second;
    if (names.size() == 1) return;
    exists = false;
    for (const std::string& share : server->shares) {
      exists = exists || share == names[1];
    }
    url = "smb://" + names[0] + ":" + server->port;
    for (std::size_t index = 1; index < names.size(); ++index) {
      std::string encoded(names[index].size() * 3 + 1, '\0');
      smbc_urlencode(encoded.data(), const_cast<char*>(names[index].c_str()),
                     static_cast<int>(encoded.size()));
      url += "/" + std::string(encoded.c_str());
    }
  }

  bool is_in_share() const { return exists && names.size() > 1; }

  std::vector<std::string> names;
  const Server* server = nullptr;
  std::string url;
  bool exists = true;
};

int result_of(int returned) {
  return returned < 0 ? (errno != 0 ? -errno : -EIO) : returned;
}

OpenFile& opened(const fuse_file_info* info) {
  return *reinterpret_cast<OpenFile*>(static_cast<std::uintptr_t>(info->fh));
}

int open_file(const char* path, int flags, mode_t mode, fuse_file_info* info) {
  const Place place(path);
  if (!place.is_in_share()) return place.exists ? -EISDIR : -ENOENT;
  const int handle = smbc_open(place.url.c_str(), flags, mode);
  if (handle < 0) return result_of(handle);
  auto* file = new OpenFile{handle, flags & O_ACCMODE, place.url};
  open_files.insert(file);
  info->fh = reinterpret_cast<std::uintptr_t>(file);
  return 0;
}

/// The server's attributes, without its owners and modes: the files belong to the user who runs the rig.
void adapt(struct stat& status) {
  const bool is_writable = (status.st_mode & S_IWUSR) != 0;
  status.st_mode = S_ISDIR(status.st_mode) ? S_IFDIR | 0755 : S_IFREG | (is_writable ? 0644U : 0444U);
  status.st_uid = getuid();
  status.st_gid = getgid();
  status.st_nlink = S_ISDIR(status.st_mode) ? 2 : 1;
}

int get_attributes(const char* path, struct stat* status, fuse_file_info* info) {
  *status = {};
  const Place place(path);
  if (!place.exists) return -ENOENT;
  if (place.is_in_share()) {
    // Not smbc_fstat: it fails for a file that is open for writing only.
    const std::string& url = info != nullptr ? opened(info).url : place.url;
    if (const int failure = smbc_stat(url.c_str(), status); failure < 0) return result_of(failure);
  } else {
    status->st_mode = S_IFDIR;
  }
  adapt(*status);
  return 0;
}

int read_folder(const char* path, void* buffer, fuse_fill_dir_t fill, off_t, fuse_file_info*,
                fuse_readdir_flags) {
  const Place place(path);
  if (!place.exists) return -ENOENT;
  const auto add = [&](const char* name) {
    fill(buffer, name, nullptr, 0, static_cast<fuse_fill_dir_flags>(0));
  };
  add(".");
  add("..");
  if (place.server == nullptr) {
    for (const auto& [name, server] : servers) {
      add(name.c_str());
    }
    return 0;
  }
  if (!place.is_in_share()) {
    for (const std::string& share : place.server->shares) {
      add(share.c_str());
    }
    return 0;
  }
  const int folder = smbc_opendir(place.url.c_str());
  if (folder < 0) return result_of(folder);
  while (const smbc_dirent* entry = smbc_readdir(static_cast<unsigned>(folder))) {
    const std::string_view name(entry->name);
    if (name != "." && name != "..") add(entry->name);
  }
  smbc_closedir(folder);
  return 0;
}

int open_existing(const char* path, fuse_file_info* info) {
  return open_file(path, info->flags & (O_ACCMODE | O_TRUNC), 0, info);
}

int create(const char* path, mode_t mode, fuse_file_info* info) {
  return open_file(path, (info->flags & (O_ACCMODE | O_TRUNC | O_EXCL)) | O_CREAT, mode, info);
}

int read_bytes(const char*, char* buffer, std::size_t size, off_t offset, fuse_file_info* info) {
  const int handle = opened(info).handle;
  if (smbc_lseek(handle, offset, SEEK_SET) < 0) return result_of(-1);
  return result_of(static_cast<int>(smbc_read(handle, buffer, size)));
}

int write_bytes(const char*, const char* buffer, std::size_t size, off_t offset, fuse_file_info* info) {
  const int handle = opened(info).handle;
  if (smbc_lseek(handle, offset, SEEK_SET) < 0) return result_of(-1);
  return result_of(static_cast<int>(smbc_write(handle, buffer, size)));
}

int set_size(const char* path, off_t size, fuse_file_info* info) {
  if (info != nullptr) return result_of(smbc_ftruncate(opened(info).handle, size));
  const Place place(path);
  if (!place.is_in_share()) return place.exists ? -EISDIR : -ENOENT;
  const int handle = smbc_open(place.url.c_str(), O_WRONLY, 0);
  if (handle < 0) return result_of(handle);
  const int result = result_of(smbc_ftruncate(handle, size));
  smbc_close(handle);
  return result;
}

int close_file(const char*, fuse_file_info* info) {
  OpenFile* file = &opened(info);
  open_files.erase(file);
  const int result = result_of(smbc_close(file->handle));
  delete file;
  return result;
}

/// The library opens files so that nobody else may rename them, and Wine renames a file while it holds it
/// open. So our own handles are given back for the moment of the renaming.
int rename_entry(const char* from, const char* to, unsigned flags) {
  const Place source(from);
  const Place target(to);
  if (flags != 0) return -EINVAL;
  if (!source.is_in_share() || !target.is_in_share()) return -ENOENT;
  if (source.names[0] != target.names[0] || source.names[1] != target.names[1]) return -EXDEV;
  std::vector<OpenFile*> moved;
  for (OpenFile* file : open_files) {
    if (file->url != source.url && !file->url.starts_with(source.url + "/")) continue;
    smbc_close(file->handle);
    moved.push_back(file);
  }
  const int result = result_of(smbc_rename(source.url.c_str(), target.url.c_str()));
  for (OpenFile* file : moved) {
    if (result == 0) file->url.replace(0, source.url.size(), target.url);
    file->handle = smbc_open(file->url.c_str(), file->flags, 0);
  }
  return result;
}

template <typename Function>
int in_share(const char* path, Function function) {
  const Place place(path);
  if (!place.exists) return -ENOENT;
  if (!place.is_in_share()) return -EPERM;
  return result_of(function(place.url.c_str()));
}

int remove_file(const char* path) {
  return in_share(path, smbc_unlink);
}
int remove_folder(const char* path) {
  return in_share(path, smbc_rmdir);
}

int make_folder(const char* path, mode_t mode) {
  return in_share(path, [mode](const char* url) { return smbc_mkdir(url, mode); });
}

/// Only the right to write counts: it is the read-only attribute.
int set_mode(const char* path, mode_t mode, fuse_file_info*) {
  return in_share(path, [mode](const char* url) { return smbc_chmod(url, mode & (S_IRUSR | S_IWUSR)); });
}

int set_times(const char* path, const timespec times[2], fuse_file_info*) {
  return in_share(path, [times](const char* url) {
    struct stat now = {};
    if (smbc_stat(url, &now) < 0) return -1;
    timeval wanted[2];
    for (int index = 0; index < 2; ++index) {
      timespec time = times[index];
      if (time.tv_nsec == UTIME_OMIT) time = index == 0 ? now.st_atim : now.st_mtim;
      if (time.tv_nsec == UTIME_NOW) clock_gettime(CLOCK_REALTIME, &time);
      wanted[index] = {time.tv_sec, time.tv_nsec / 1000};
    }
    return smbc_utimes(url, wanted);
  });
}

int get_volume(const char* path, struct statvfs* volume) {
  if (!Place(path).is_in_share()) return 0;
  const int result =
      in_share(path, [volume](const char* url) { return smbc_statvfs(const_cast<char*>(url), volume); });
  // The library gives the bytes of a sector in f_bsize, and in f_frsize the sectors of a block.
  volume->f_frsize *= volume->f_bsize;
  volume->f_bsize = volume->f_frsize;
  return result;
}

void* start(fuse_conn_info*, fuse_config* config) {
  config->attr_timeout = 0;
  config->entry_timeout = 0;
  config->negative_timeout = 0;
  return nullptr;
}

fuse_operations operations() {
  fuse_operations all{};
  all.init = start;
  all.getattr = get_attributes;
  all.readdir = read_folder;
  all.open = open_existing;
  all.create = create;
  all.read = read_bytes;
  all.write = write_bytes;
  all.truncate = set_size;
  all.release = close_file;
  all.rename = rename_entry;
  all.unlink = remove_file;
  all.rmdir = remove_folder;
  all.mkdir = make_folder;
  all.chmod = set_mode;
  all.utimens = set_times;
  all.statfs = get_volume;
  return all;
}

void put(char* target, int size, const std::string& text) {
  std::snprintf(target, static_cast<std::size_t>(size), "%s", text.c_str());
}

void give_account(SMBCCTX*, const char*, const char*, char*, int, char* user, int user_size, char* password,
                  int password_size) {
  put(user, user_size, account_name);
  put(password, password_size, account_password);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4 || !std::getline(std::cin, account_name) || !std::getline(std::cin, account_password)) {
    std::cerr << "usage: smb_mount FOLDER CLIENT_CONFIGURATION SERVER:PORT:SHARE[,SHARE...]... <ACCOUNT\n";
    return 2;
  }
  for (int index = 3; index < argc; ++index) {
    const std::vector<std::string> parts = split(argv[index], ':');
    servers[parts.at(0)] = {parts.at(1), split(parts.at(2), ',')};
  }
  SMBCCTX* context = smbc_new_context();
  if (context == nullptr || smbc_init_context(context) == nullptr ||
      smbc_setConfiguration(context, argv[2]) != 0) {
    std::perror("libsmbclient");
    return 1;
  }
  smbc_setOptionUseKerberos(context, 0);
  smbc_setFunctionAuthDataWithContext(context, give_account);
  smbc_set_context(context);

  const fuse_operations all = operations();
  std::vector<char*> arguments = {argv[0], const_cast<char*>("-f"), const_cast<char*>("-s"),
                                  const_cast<char*>("-ofsname=drivelaunch-rig"), argv[1]};
  return fuse_main(static_cast<int>(arguments.size()), arguments.data(), &all, nullptr);
}
