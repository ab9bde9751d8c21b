// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/outbox_work.h"
#include "model/items/source_board.h"
#include "tests/support/fake_source_links.h"
#include "tests/views/browser/panel_bench.h"
#include "views/sources/source_parts.h"

#include <QAbstractButton>
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

    /// The remote does not take the record of this metric, which then needs a person.
    void refuse(SourceId source, const QString &metric, AttentionReason reason,
                const QString &message, std::optional<RemoteImage> theirs = {})
    {
        const auto batch = await(ports.outbox->next(source, 1000));
        QVERIFY(batch.has_value());
        std::vector<OutboxOutcome> outcomes;
        for (const RecordWork &work : batch->records) {
            if (work.metric != metric)
                continue;
            OutboxOutcome outcome;
            outcome.id = work.head.id;
            outcome.key = work.head.key;
            outcome.version = work.head.version;
            outcome.kind = OutboxOutcome::Kind::Attention;
            outcome.reason = reason;
            outcome.error = {ErrorCode::InvalidArgument, message, QStringLiteral("400 value")};
            outcome.theirs = theirs;
            outcomes.push_back(std::move(outcome));
        }
        QVERIFY(!outcomes.empty());
        QVERIFY(await(ports.outbox->finish(source, outcomes)).has_value());
    }
    /// Everything that waits is there now.
    void settle(SourceId source)
    {
        const auto batch = await(ports.outbox->next(source, 10'000));
        QVERIFY(batch.has_value());
        std::vector<OutboxOutcome> outcomes;
        const auto add = [&outcomes](const OutboxHead &head, Mirror mirror) {
            OutboxOutcome outcome;
            outcome.id = head.id;
            outcome.key = head.key;
            outcome.version = head.version;
            outcome.change = head.change;
            outcome.kind = OutboxOutcome::Kind::Settled;
            outcome.mirror = std::move(mirror);
            outcomes.push_back(std::move(outcome));
        };
        for (const DefinitionWork &work : batch->definitions)
            add(work.head, {work.definition ? work.definition->name : QString(), {}});
        for (const SessionWork &work : batch->sessions)
            add(work.head, {QStringLiteral("remote_%1").arg(work.head.key.first), {}});
        for (const RecordWork &work : batch->records) {
            RemoteImage image;
            image.value = work.value;
            add(work.head, {{}, image});
        }
        QVERIFY(await(ports.outbox->finish(source, outcomes)).has_value());
    }

    FakeSourceLinks links{ports};
    SourceBoard board{links};
};

/// The visible field, button or other control of that accessible name or text (mnemonics left out).
template <class T>
[[nodiscard]] T *shown(const QWidget &root, const QString &name)
{
    for (T *widget : root.findChildren<T *>()) {
        if (!widget->isVisible())
            continue;
        QString text = widget->accessibleName();
        if (const auto *button = qobject_cast<const QAbstractButton *>(widget);
            button && text != name)
            text = button->text().remove(QLatin1Char('&'));
        if (text == name)
            return widget;
    }
    return nullptr;
}

/// A dialog is open and has the focus, so that keys reach it.
[[nodiscard]] inline bool isDialogReady()
{
    const QWidget *dialog = QApplication::activeModalWidget();
    return dialog && QApplication::focusWidget() &&
           dialog->isAncestorOf(QApplication::focusWidget());
}

} // namespace tidemark::test
