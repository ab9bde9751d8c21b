// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/text_input.h"

#include "services/exchange/gzip_device.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct InputText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::InputText)
};

constexpr qint64 kMagicBytes = 16;
constexpr QByteArrayView kGzipMagic("\x1f\x8b\x08");
constexpr QByteArrayView kDatabaseMagic("SQLite format 3\0", 16);

// First bytes of formats that people take for text files, by what they call them.
struct Magic
{
    QByteArrayView bytes;
    const char *name;
};
constexpr std::array kForeignFormats{
    Magic{"PK\x03\x04", QT_TRANSLATE_NOOP("tidemark::exchange::InputText",
                                          "a zip archive or a spreadsheet document")},
    Magic{"SQLite format 3",
          QT_TRANSLATE_NOOP("tidemark::exchange::InputText", "an SQLite database")},
    Magic{"%PDF-", QT_TRANSLATE_NOOP("tidemark::exchange::InputText", "a PDF document")},
    Magic{"\xd0\xcf\x11\xe0",
          QT_TRANSLATE_NOOP("tidemark::exchange::InputText", "an old spreadsheet document")},
    Magic{"\x28\xb5\x2f\xfd",
          QT_TRANSLATE_NOOP("tidemark::exchange::InputText", "packed with zstd")},
    Magic{"BZh", QT_TRANSLATE_NOOP("tidemark::exchange::InputText", "packed with bzip2")},
    Magic{"\xfd"
          "7zXZ",
          QT_TRANSLATE_NOOP("tidemark::exchange::InputText", "packed with xz")},
    Magic{"\x89PNG", QT_TRANSLATE_NOOP("tidemark::exchange::InputText", "a picture")},
};

Result<std::unique_ptr<QIODevice>> openFile(const QString &path)
{
    auto file = std::make_unique<QFile>(path);
    const QFileInfo info(path);
    if (!info.exists())
        return failure(ErrorCode::NotFound,
                       InputText::tr("The file \"%1\" does not exist.").arg(path), u"input"_s);
    if (info.isDir())
        return failure(ErrorCode::InvalidArgument,
                       InputText::tr("\"%1\" is a folder. Choose a file.").arg(path), u"input"_s);
    if (!file->open(QIODevice::ReadOnly)) {
        const bool isRefused = file->error() == QFileDevice::PermissionsError;
        return failure(
            isRefused ? ErrorCode::PermissionDenied : ErrorCode::Io,
            InputText::tr("The file \"%1\" cannot be read: %2").arg(path, file->errorString()),
            u"input"_s);
    }
    return file;
}

Result<std::unique_ptr<QIODevice>> openContent(const QByteArray &content)
{
    auto buffer = std::make_unique<QBuffer>();
    buffer->setData(content);
    buffer->open(QIODevice::ReadOnly);
    return buffer;
}

} // namespace

Result<TextInput> TextInput::open(const ImportInput &input)
{
    auto source = input.content ? openContent(*input.content) : openFile(input.path);
    if (!source)
        return failure(source.error());
    const QByteArray start = (*source)->peek(kMagicBytes);
    const auto foreign =
        std::find_if(kForeignFormats.begin(), kForeignFormats.end(),
                     [&start](const Magic &magic) { return start.startsWith(magic.bytes); });
    if (foreign != kForeignFormats.end())
        return failure(ErrorCode::Unsupported,
                       InputText::tr("This is not a text file but %1. Save it as CSV and import "
                                     "that.")
                           .arg(InputText::tr(foreign->name)),
                       u"input.format"_s);
    TextInput opened;
    opened.m_source = std::move(*source);
    if (start.startsWith(kGzipMagic))
        opened.m_unpacked = std::make_unique<GzipDevice>(*opened.m_source);
    return opened;
}

std::int64_t TextInput::size_bytes() const
{
    return m_source->isSequential() ? 0 : m_source->size();
}

std::int64_t TextInput::position_bytes() const
{
    return m_source->isSequential() ? 0 : m_source->pos();
}

bool isDatabase(const ImportInput &input)
{
    QFile file(input.path);
    return !input.content && file.open(QIODevice::ReadOnly) &&
           file.read(kDatabaseMagic.size()) == kDatabaseMagic;
}

QString inputName(const ImportInput &input)
{
    if (!input.name.isEmpty())
        return input.name;
    QString name = QFileInfo(input.path).fileName();
    for (const auto ending : {".gz"_L1, ".csv"_L1, ".tsv"_L1, ".txt"_L1, ".json"_L1, ".jsonl"_L1,
                              ".ndjson"_L1, ".prom"_L1, ".sqlite"_L1, ".sqlite3"_L1, ".db"_L1}) {
        if (name.endsWith(ending, Qt::CaseInsensitive) && name.size() > ending.size())
            name.chop(ending.size());
    }
    return name;
}

InputStamp stampOf(const ImportInput &input)
{
    if (input.content)
        return {input.content->size(), 0};
    const QFileInfo info(input.path);
    if (!info.exists())
        return {};
    InputStamp stamp{info.size(), info.lastModified().toMSecsSinceEpoch()};
    // What a database was told last may lie beside it only.
    if (const QFileInfo log(input.path % "-wal"_L1); log.exists()) {
        stamp.size_bytes += log.size();
        stamp.modified_ms =
            std::max<std::int64_t>(stamp.modified_ms, log.lastModified().toMSecsSinceEpoch());
    }
    return stamp;
}

} // namespace tidemark::exchange
