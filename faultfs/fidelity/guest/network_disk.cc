#include "faultfs/fidelity/guest/network_disk.h"

#include <endian.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/nbd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cstring>

#include "faultfs/fidelity/guest/kernel_check.h"

namespace powercut {

namespace {

constexpr std::uint64_t sector_bytes = 512;

bool receive(int socket, void* target, std::size_t size) {
  auto* place = static_cast<char*>(target);
  while (size > 0) {
    ssize_t count = read(socket, place, size);
    if (count <= 0) return false;
    place += count;
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

bool send_all(int socket, const void* source, std::size_t size) {
  const auto* place = static_cast<const char*>(source);
  while (size > 0) {
    ssize_t count = write(socket, place, size);
    if (count <= 0) return false;
    place += count;
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

}  // namespace

NetworkDisk::NetworkDisk(BlockImage image, std::uint64_t size) : image_(std::move(image)) {
  int ends[2];
  check(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), "socketpair");
  kernel_end_ = ends[0];
  our_end_ = ends[1];
  device_ = check(open(device, O_RDWR | O_CLOEXEC), device);
  check(ioctl(device_, NBD_SET_BLKSIZE, sector_bytes), "NBD_SET_BLKSIZE");
  check(ioctl(device_, NBD_SET_SIZE_BLOCKS, size / sector_bytes), "NBD_SET_SIZE_BLOCKS");
  check(ioctl(device_, NBD_SET_SOCK, kernel_end_), "NBD_SET_SOCK");
  unsigned long flags = NBD_FLAG_HAS_FLAGS | NBD_FLAG_SEND_FLUSH | NBD_FLAG_SEND_FUA;
  check(ioctl(device_, NBD_SET_FLAGS, flags), "NBD_SET_FLAGS");
  our_side_ = std::thread([this] { serve(); });
  // Serves as long as the device is connected.
  kernel_side_ = std::thread([this] { ioctl(device_, NBD_DO_IT); });
  await_size(size);
}

// The device is empty until the other thread is in the kernel.
void NetworkDisk::await_size(std::uint64_t size) const {
  constexpr int tries_max = 5000;
  std::uint64_t seen = 0;
  for (int tries = 0; seen != size; ++tries) {
    check(tries < tries_max ? 0 : -1, "the network block device does not start");
    check(ioctl(device_, BLKGETSIZE64, &seen), "BLKGETSIZE64");
    if (seen != size) usleep(1000);
  }
}

NetworkDisk::~NetworkDisk() {
  ioctl(device_, NBD_DISCONNECT);
  kernel_side_.join();
  our_side_.join();
  close(device_);
  close(kernel_end_);
  close(our_end_);
}

void NetworkDisk::replace(BlockImage image) {
  {
    const std::lock_guard lock(mutex_);
    image_ = std::move(image);
    reads_.clear();
    was_read_.clear();
  }
  check(ioctl(device_, BLKFLSBUF, 0), "BLKFLSBUF");
}

std::vector<std::uint64_t> NetworkDisk::blocks_read() {
  const std::lock_guard lock(mutex_);
  return reads_;
}

void NetworkDisk::note_read(std::uint64_t offset, std::uint64_t length) {
  constexpr std::uint64_t block = BlockImage::block_bytes;
  for (std::uint64_t index = offset / block; index * block < offset + length; ++index) {
    if (was_read_.insert(index).second) reads_.push_back(index);
  }
}

void NetworkDisk::start_log() {
  const std::lock_guard lock(mutex_);
  log_.clear();
  logs_ = true;
}

void NetworkDisk::mark() {
  const std::lock_guard lock(mutex_);
  if (logs_) log_.push_back({.kind = BlockEvent::Kind::mark});
}

BlockLog NetworkDisk::take_log() {
  const std::lock_guard lock(mutex_);
  logs_ = false;
  return std::move(log_);
}

void NetworkDisk::refuse(Refusal refusal) {
  const std::lock_guard lock(mutex_);
  refusals_.set(std::move(refusal));
}

std::uint64_t NetworkDisk::refused() const {
  const std::lock_guard lock(mutex_);
  return refusals_.struck();
}

// Whether all of it is done.
bool NetworkDisk::write(std::uint64_t offset, std::span<const char> bytes, bool is_durable) {
  std::size_t done = 0;
  for (const WriteRefusals::Stretch& part : refusals_.accepted(offset, bytes)) {
    done += part.bytes.size();
    image_.write(part.offset, part.bytes);
    if (!logs_) continue;
    log_.push_back({BlockEvent::Kind::write, is_durable, part.offset,
                    std::string(part.bytes.begin(), part.bytes.end())});
  }
  return done == bytes.size();
}

void NetworkDisk::serve() {
  std::string bytes;
  nbd_request request{};
  while (receive(our_end_, &request, sizeof request)) {
    const std::uint32_t type = be32toh(request.type);
    const std::uint64_t offset = be64toh(request.from);
    nbd_reply reply{};
    reply.magic = htobe32(NBD_REPLY_MAGIC);
    std::memcpy(&reply.handle, &request.handle, sizeof reply.handle);
    const std::uint32_t command = type & 0xffff;
    if (command == NBD_CMD_DISC) break;
    const bool moves_bytes = command == NBD_CMD_READ || command == NBD_CMD_WRITE;
    bytes.resize(moves_bytes ? be32toh(request.len) : 0);
    if (command == NBD_CMD_WRITE && !receive(our_end_, bytes.data(), bytes.size())) return;
    {
      const std::lock_guard lock(mutex_);
      if (command == NBD_CMD_READ) {
        image_.read(offset, bytes);
        note_read(offset, bytes.size());
      }
      if (command == NBD_CMD_WRITE && !write(offset, bytes, (type & NBD_CMD_FLAG_FUA) != 0)) {
        reply.error = htobe32(EIO);
      }
      if (logs_ && command == NBD_CMD_FLUSH) log_.push_back({.kind = BlockEvent::Kind::flush});
    }
    if (!send_all(our_end_, &reply, sizeof reply)) return;
    if (command == NBD_CMD_READ && !send_all(our_end_, bytes.data(), bytes.size())) return;
  }
  shutdown(our_end_, SHUT_RDWR);  // the kernel waits for that
}

}  // namespace powercut
