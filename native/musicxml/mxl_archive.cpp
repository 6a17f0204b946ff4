// SPDX-License-Identifier: Apache-2.0
#include "native/musicxml/mxl_archive.h"

#include <zip.h>

#include <algorithm>
#include <memory>
#include <string>

#include "native/musicxml/musicxml_reader.h"
#include "native/musicxml/xml_parser.h"

namespace segue {
namespace {

constexpr const char* kContainer = "META-INF/container.xml";
constexpr const char* kMediaType = "application/vnd.recordare.musicxml+xml";
constexpr std::size_t kMostContainerBytes = 1 << 20;
constexpr std::size_t kChunk = 1 << 16;

using Archive = std::unique_ptr<zip_t, decltype(&zip_discard)>;
using ArchivedFile = std::unique_ptr<zip_file_t, decltype(&zip_fclose)>;

Error damaged(const std::string& what) {
  return {ErrorCode::kCorruptData, "the packed MusicXML file is damaged: " + what};
}

std::string to_text(zip_error_t& error) {
  std::string text = zip_error_strerror(&error);
  zip_error_fini(&error);
  return text;
}

Result<Archive> open_archive(std::span<const std::uint8_t> bytes) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), /*freep=*/0, &error);
  if (source == nullptr) return damaged(to_text(error));
  zip_t* archive = zip_open_from_source(source, ZIP_RDONLY, &error);
  if (archive == nullptr) {
    zip_source_free(source);
    return damaged(to_text(error));
  }
  zip_error_fini(&error);
  return Archive(archive, &zip_discard);
}

/// The archive may lie about sizes: reading ends at `most`, whatever was promised.
Result<std::vector<std::uint8_t>> unpack(zip_t* archive, const std::string& name,
                                         std::size_t most) {
  const ArchivedFile file(zip_fopen(archive, name.c_str(), 0), &zip_fclose);
  if (!file) {
    zip_error_t& error = *zip_get_error(archive);
    const int code = zip_error_code_zip(&error);
    if (code == ZIP_ER_NOPASSWD || code == ZIP_ER_ENCRNOTSUPP) {
      return Error{ErrorCode::kUnsupported,
                   "the packed MusicXML file is encrypted; export it without a password"};
    }
    return damaged(name + ": " + zip_error_strerror(&error));
  }
  std::vector<std::uint8_t> bytes;
  for (;;) {
    const std::size_t size = bytes.size();
    bytes.resize(size + kChunk);
    const zip_int64_t count = zip_fread(file.get(), bytes.data() + size, kChunk);
    if (count < 0) return damaged(name + ": " + zip_error_strerror(zip_file_get_error(file.get())));
    bytes.resize(size + static_cast<std::size_t>(count));
    if (count == 0) return bytes;
    if (bytes.size() > most) {
      return Error{ErrorCode::kUnsupported, name + " in the packed MusicXML file has more than " +
                                                std::to_string(most >> 20) +
                                                " MiB unpacked; no score is that large"};
    }
  }
}

}  // namespace

Result<std::vector<std::uint8_t>> unpack_mxl(std::span<const std::uint8_t> bytes) {
  auto archive = open_archive(bytes);
  if (!archive) return archive.error();
  if (zip_name_locate(archive->get(), kContainer, 0) < 0) {
    return Error{ErrorCode::kUnsupported,
                 std::string("a ZIP archive, but no packed MusicXML file: there is no ") +
                     kContainer + " in it that names the score"};
  }
  const auto container = unpack(archive->get(), kContainer, kMostContainerBytes);
  if (!container) return container.error();
  const auto tree = parse_xml(*container, kContainer);
  if (!tree) return tree.error();
  const XmlNode files = tree->root().child("rootfiles");
  for (const XmlNode file : files.children("rootfile")) {
    const std::string type(file.attribute("media-type"));
    const std::string path(file.attribute("full-path"));
    if (path.empty() || (!type.empty() && type != kMediaType)) continue;
    if (zip_name_locate(archive->get(), path.c_str(), 0) < 0) {
      return damaged(std::string(kContainer) + " names the score " + path + ", which is not there");
    }
    return unpack(archive->get(), path, kMostMusicXmlBytes);
  }
  return Error{ErrorCode::kUnsupported, std::string(kContainer) +
                                            " in the packed MusicXML file names no score "
                                            "(rootfile); export it again"};
}

}  // namespace segue
