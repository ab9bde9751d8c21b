// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/source_board.h"
#include "tests/support/fake_source_links.h"
#include "tests/support/outbox_play.h"
#include "tests/views/browser/panel_bench.h"
#include "tests/views/sources/shown_widget.h"
#include "views/sources/source_parts.h"

#include <QLineEdit>
#include <QTest>

namespace tidemark::test {

/// A real store with sources, and another side that a test plays.
struct SourceBench : PanelBench
{
    [[nodiscard]] SourceParts parts()
    {
        return {ports, &links, &board, &context, &formatter, &theme};
    }
    Source addSource(const QString &name, PublishLevel level = PublishLevel::Detailed,
                     const QString &endpoint = QStringLiteral("https://metrics.example"))
    {
        NewSource source;
        source.name = name;
        source.endpoint = endpoint;
        source.level = level;
        const Source made = await(ports.sources->create(source)).value();
        [&] { QTRY_VERIFY(board.find(made.id)); }();
        return made;
    }

    /// The source does not take the record of this metric, which then needs a person.
    void refuse(SourceId source, const QString &metric, AttentionReason reason,
                const QString &message, std::optional<RemoteImage> theirs = {})
    {
        refuseRecords(*ports.outbox, source, metric, {reason, message, std::move(theirs)});
    }
    /// Everything that waits is there now.
    void settle(SourceId source) { settleOutbox(*ports.outbox, source); }

    FakeSourceLinks links{ports};
    SourceBoard board{links};
};

} // namespace tidemark::test
