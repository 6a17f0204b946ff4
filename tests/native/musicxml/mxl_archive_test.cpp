// SPDX-License-Identifier: Apache-2.0
#include "native/musicxml/mxl_archive.h"

#include <gtest/gtest.h>
#include <zip.h>

#include <string>
#include <utility>
#include <vector>

#include "native/io/file.h"
#include "native/musicxml/musicxml_reader.h"

namespace segue {
namespace {

using Bytes = std::vector<std::uint8_t>;

/// A ZIP archive of these names and texts.
Bytes pack(const std::vector<std::pair<std::string, std::string>>& files) {
  zip_error_t error;
  zip_source_t* buffer = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(buffer);
  zip_t* archive = zip_open_from_source(buffer, ZIP_TRUNCATE, &error);
  for (const auto& [name, text] : files) {
    zip_source_t* source = zip_source_buffer(archive, text.data(), text.size(), 0);
    zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
  }
  EXPECT_EQ(zip_close(archive), 0);
  zip_source_open(buffer);
  zip_source_seek(buffer, 0, SEEK_END);
  Bytes bytes(static_cast<std::size_t>(zip_source_tell(buffer)));
  zip_source_seek(buffer, 0, SEEK_SET);
  zip_source_read(buffer, bytes.data(), bytes.size());
  zip_source_close(buffer);
  zip_source_free(buffer);
  return bytes;
}

std::string container(const std::string& path) {
  return "<container><rootfiles><rootfile full-path=\"" + path + "\"/></rootfiles></container>";
}

std::string error_of(const Bytes& bytes, ErrorCode code) {
  const auto music = read_musicxml(bytes);
  if (music) return "no error";
  EXPECT_EQ(music.error().code, code) << music.error().message;
  return music.error().message;
}

TEST(MxlArchive, TheScoreThatTheContainerNamesIsUnpacked) {
  const auto bytes = pack({{"META-INF/container.xml", container("mus\u00efc.xml")},
                           {"other.xml", "<no/>"},
                           {"mus\u00efc.xml", "<score-partwise/>"}});
  const auto text = unpack_mxl(bytes);
  ASSERT_TRUE(text) << text.error().message;
  EXPECT_EQ(std::string(text->begin(), text->end()), "<score-partwise/>");
}

TEST(MxlArchive, WhatIsMissingIsNamed) {
  EXPECT_NE(error_of(pack({{"tune.txt", "hello"}}), ErrorCode::kUnsupported).find("container.xml"),
            std::string::npos);
  const auto lost = pack({{"META-INF/container.xml", container("lost.xml")}});
  EXPECT_NE(error_of(lost, ErrorCode::kCorruptData).find("lost.xml"), std::string::npos);
  const auto empty = pack({{"META-INF/container.xml", "<container/>"}});
  EXPECT_NE(error_of(empty, ErrorCode::kUnsupported).find("rootfile"), std::string::npos);
  const auto broken = pack({{"META-INF/container.xml", "<container>\n<rootfiles"}});
  EXPECT_NE(error_of(broken, ErrorCode::kCorruptData).find("line 2"), std::string::npos);
}

TEST(MxlArchive, AScoreThatUnpacksToTooMuchIsRefusedAndOneThatIsNoArchiveToo) {
  const std::string bomb((std::size_t{65} << 20), ' ');
  const auto bytes = pack({{"META-INF/container.xml", container("bomb.xml")}, {"bomb.xml", bomb}});
  EXPECT_LT(bytes.size(), 1u << 20);
  EXPECT_NE(error_of(bytes, ErrorCode::kUnsupported).find("64 MiB"), std::string::npos);
  const auto inside = pack({{"META-INF/container.xml", bomb}});
  EXPECT_NE(error_of(inside, ErrorCode::kUnsupported).find("1 MiB"), std::string::npos);
}

TEST(MxlArchive, EveryPrefixAndEveryChangedByteGiveMusicOrAnError) {
  const auto whole = read_file(SEGUE_TEST_DATA "/musicxml/frere-jacques.mxl");
  ASSERT_TRUE(whole);
  for (std::size_t size = 0; size < whole->size(); size += 7) {
    EXPECT_FALSE(read_musicxml(std::span(*whole).first(size))) << size;
  }
  for (std::size_t at = 0; at < whole->size(); at += 3) {
    Bytes changed = *whole;
    changed[at] ^= 0x41;
    const auto music = read_musicxml(changed);
    if (!music) EXPECT_FALSE(music.error().message.empty());
  }
}

}  // namespace
}  // namespace segue
