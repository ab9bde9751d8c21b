// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/change_journal.h"
#include "model/ports/device_store.h"
#include "model/ports/file_contributions.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/outbox_store.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "model/ports/source_store.h"
#include "tests/model/store/store_fixture.h"

#include <QStringList>

namespace tidemark::test {

/// A source of this name that everything is published to.
[[nodiscard]] inline Result<Source> addSource(const DataPorts &ports, const QString &name,
                                              PublishLevel level = PublishLevel::Detailed)
{
    NewSource source;
    source.name = name;
    source.endpoint = QStringLiteral("https://metrics.example");
    source.level = level;
    return answer(ports.sources->create(source));
}

/// What waits, one text an item: `record m = 1.5`, `session 100`, `-record m` for a removal; `!`
/// before those that need attention.
[[nodiscard]] inline QStringList waiting(const DataPorts &ports, SourceId source)
{
    QStringList texts;
    const auto page = answer(ports.outbox->page(source, {}, {}, 10'000));
    if (!page)
        return {page.error().message};
    for (const OutboxItem &item : page->items) {
        QString text = outboxKindKey(item.key.kind);
        if (item.key.kind != OutboxKind::Session)
            text += QLatin1Char(' ') + item.name;
        if (item.value && !item.isRemoval)
            text += QStringLiteral(" = ") + QString::number(*item.value);
        if (item.isRemoval)
            text.prepend(QLatin1Char('-'));
        if (item.state == OutboxState::Attention)
            text.prepend(QLatin1Char('!'));
        texts.append(text);
    }
    return texts;
}

/// Plays a delivery that brings everything to the remote at once.
[[nodiscard]] inline Result<void> deliverAll(const DataPorts &ports, SourceId source)
{
    const auto batch = answer(ports.outbox->next(source, 10'000));
    if (!batch)
        return failure(batch.error());
    std::vector<OutboxOutcome> outcomes;
    const auto add = [&outcomes](const OutboxHead &head, bool isThere, Mirror mirror) {
        OutboxOutcome outcome;
        outcome.id = head.id;
        outcome.key = head.key;
        outcome.version = head.version;
        outcome.change = head.change;
        outcome.kind = isThere ? OutboxOutcome::Kind::Settled : OutboxOutcome::Kind::Gone;
        if (isThere)
            outcome.mirror = std::move(mirror);
        outcomes.push_back(std::move(outcome));
    };
    for (const DeviceWork &work : batch->devices)
        add(work.head, work.device.has_value(), {work.device ? work.device->name : QString(), {}});
    for (const DefinitionWork &work : batch->definitions)
        add(work.head, work.definition.has_value(),
            {work.definition ? work.definition->name : QString(), {}});
    for (const SessionWork &work : batch->sessions)
        add(work.head, work.session.has_value(),
            {QStringLiteral("remote_%1").arg(work.head.key.first), {}});
    for (const RecordWork &work : batch->records) {
        const RemoteImage said = publishedImage(work.rule, work.value, work.device);
        RemoteImage image;
        image.value = said.value;
        image.device = hasInferredDevice(said) ? work.onlyDevice : said.device;
        add(work.head, work.value.has_value(), {{}, image});
    }
    return answer(ports.outbox->finish(source, outcomes));
}

} // namespace tidemark::test
