// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/clock.h"
#include "services/exchange/csv_exporter.h"
#include "tests/services/exchange/memory_store.h"

#include <QBuffer>

namespace tidemark::test {

/// A store in memory and what exports it, at the beginning of 1970.
struct ExportingStore
{
    class EpochClock final : public Clock
    {
    public:
        [[nodiscard]] Timestamp now() const override { return Timestamp(0); }
    };

    /// What is written, or why not.
    [[nodiscard]] QByteArray text(const ExportRequest &request, const ExportOptions &options = {})
    {
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        const auto done = exporter.writeTo(&buffer, request, options, {}, {}).takeResult();
        return done ? buffer.data() : QByteArray("failed: " + done.error().message.toUtf8());
    }

    MemoryStore memory;
    EpochClock clock;
    exchange::CsvExporter exporter{memory.ports(), clock};
};

} // namespace tidemark::test
