// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/wire/session_files.h"

#include "services/json/json_writer.h"
#include "services/roboto/wire/ids.h"
#include "services/roboto/wire/object_reader.h"

#include <QCoreApplication>

namespace tidemark::roboto {
namespace {

struct FilesText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::SessionFiles)
};

std::optional<FileRange> readRange(ObjectReader &in)
{
    const std::optional<Timestamp> first = in.optionalNanoseconds("range_min_timestamp_ns");
    const std::optional<Timestamp> last = in.optionalNanoseconds("range_max_timestamp_ns");
    if (!first && !last)
        return std::nullopt;
    if (!first || !last) {
        in.fail(first ? "range_max_timestamp_ns" : "range_min_timestamp_ns",
                FilesText::tr("The field %1 is missing: a range has both ends or none."));
        return std::nullopt;
    }
    if (*first > *last)
        in.fail("range_max_timestamp_ns",
                FilesText::tr("The field %1 lies before range_min_timestamp_ns."));
    return FileRange{*first, *last};
}

void writeRange(JsonWriter &out, const std::optional<FileRange> &range)
{
    out.optionalNanoseconds("range_min_timestamp_ns",
                            range ? std::optional(range->first) : std::nullopt);
    out.optionalNanoseconds("range_max_timestamp_ns",
                            range ? std::optional(range->last) : std::nullopt);
}

} // namespace

void read(ObjectReader &in, SessionFile &out)
{
    out.fileId = readId(in, "file_id");
    out.range = readRange(in);
}

void read(ObjectReader &in, AddFilesRequest &out)
{
    out.files = in.list<SessionFile>("files", kListMaxItems);
}

void read(ObjectReader &in, RemoveFilesRequest &out)
{
    out.fileIds = in.texts("file_ids");
}

void read(ObjectReader &in, SessionFileView &out)
{
    out.fileId = in.text("file_id");
    out.range = readRange(in);
    out.name = in.optionalText("name");
    out.datasetId = in.optionalText("dataset_id");
    out.relativePath = in.optionalText("relative_path");
    out.size_bytes = in.optionalInteger("size");
    out.tags = in.optionalTexts("tags").value_or(QStringList());
    out.created = in.optionalDateTime("created");
    out.modified = in.optionalDateTime("modified");
    out.origination = in.optionalText("origination");
}

void write(JsonWriter &out, const SessionFile &value)
{
    out.beginObject();
    out.text("file_id", value.fileId);
    if (value.range)
        writeRange(out, value.range);
    out.endObject();
}

void write(JsonWriter &out, const AddFilesRequest &value)
{
    out.beginObject();
    out.list("files", value.files);
    out.endObject();
}

void write(JsonWriter &out, const RemoveFilesRequest &value)
{
    out.beginObject();
    out.texts("file_ids", value.fileIds);
    out.endObject();
}

void write(JsonWriter &out, const SessionFileView &value)
{
    out.beginObject();
    out.text("file_id", value.fileId);
    writeRange(out, value.range);
    out.optionalText("name", value.name);
    out.optionalText("dataset_id", value.datasetId);
    out.optionalText("relative_path", value.relativePath);
    out.optionalInteger("size", value.size_bytes);
    out.texts("tags", value.tags);
    out.optionalDateTime("created", value.created);
    out.optionalDateTime("modified", value.modified);
    out.optionalText("origination", value.origination);
    out.endObject();
}

} // namespace tidemark::roboto
