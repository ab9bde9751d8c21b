// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/timestamp.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark {
class JsonWriter;
}

namespace tidemark::roboto {

class ObjectReader;

/// The shapes of a session's file contributions, which give it its time (roboto-api 3.3).

/// A stretch of a file: both ends are included.
struct FileRange
{
    Timestamp first;
    Timestamp last; ///< not before `first`

    friend bool operator==(const FileRange &, const FileRange &) = default;
};

struct SessionFile
{
    QString fileId;
    std::optional<FileRange> range; ///< absent: the whole file

    friend bool operator==(const SessionFile &, const SessionFile &) = default;
};

struct AddFilesRequest
{
    std::vector<SessionFile> files; ///< at most kListMaxItems

    friend bool operator==(const AddFilesRequest &, const AddFilesRequest &) = default;
};

struct RemoveFilesRequest
{
    QStringList fileIds;

    friend bool operator==(const RemoveFilesRequest &, const RemoveFilesRequest &) = default;
};

/// A contribution as it is listed, with what is known of the file itself.
struct SessionFileView
{
    QString fileId;
    std::optional<FileRange> range;
    std::optional<QString> name;
    std::optional<QString> datasetId;
    std::optional<QString> relativePath;
    std::optional<std::int64_t> size_bytes;
    QStringList tags;
    std::optional<Timestamp> created;
    std::optional<Timestamp> modified;
    std::optional<QString> origination;

    friend bool operator==(const SessionFileView &, const SessionFileView &) = default;
};

void read(ObjectReader &in, SessionFile &out);
void read(ObjectReader &in, AddFilesRequest &out);
void read(ObjectReader &in, RemoveFilesRequest &out);
void read(ObjectReader &in, SessionFileView &out);
void write(JsonWriter &out, const SessionFile &value);
void write(JsonWriter &out, const AddFilesRequest &value);
void write(JsonWriter &out, const RemoveFilesRequest &value);
void write(JsonWriter &out, const SessionFileView &value);

} // namespace tidemark::roboto
