// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/mirror/definition_fetch.h"

#include "model/core/text.h"

#include <memory>

namespace tidemark::mirror {

QStringList DefinitionFetch::run()
{
    if (m_fetching.request().metrics.isEmpty())
        readAll();
    else
        readNamed();
    return m_names;
}

void DefinitionFetch::readAll()
{
    std::optional<QString> page;
    PageWatch watch;
    do {
        m_fetching.look();
        auto answer = m_fetching.ask(m_fetching.api().definitions(page, m_fetching.stop()));
        if (!answer)
            return;
        page = m_fetching.following(watch, *answer);
        takePage(std::move(answer->items));
    } while (page && m_fetching.mayGoOn());
    if (!m_fetching.mayGoOn())
        return;
    const auto missing = m_fetching.read(
        m_fetching.store().missing(m_fetching.source().id, OutboxKind::Definition,
                                   std::make_shared<const QSet<QString>>(std::move(m_seen))));
    if (missing)
        drop(*missing);
}

void DefinitionFetch::readNamed()
{
    auto names = m_fetching.read(
        m_fetching.store().namesThere(m_fetching.source().id, m_fetching.request().metrics));
    if (!names)
        return;
    names->removeDuplicates(); // by its name there as well as by the one here
    const QStringList wanted = std::move(*names);
    std::vector<RemoteDefinition> found;
    QStringList missing;
    m_fetching.look();
    m_fetching.askAll<std::optional<RemoteDefinition>>(
        static_cast<std::size_t>(wanted.size()),
        [&](std::size_t i) {
            return m_fetching.api().findDefinition(wanted.at(static_cast<qsizetype>(i)),
                                                   m_fetching.stop());
        },
        [&](std::size_t i, const RemoteResult<std::optional<RemoteDefinition>> &answer) {
            if (answer && *answer)
                found.push_back(**answer);
            else if (answer || answer.error().fault == RemoteFault::NotFound)
                missing.append(wanted.at(static_cast<qsizetype>(i)));
        });
    takePage(std::move(found));
    if (m_fetching.mayGoOn() && !missing.isEmpty())
        m_fetching.take(
            m_fetching.store().dropDefinitions(m_fetching.source().id, std::move(missing)),
            m_fetching.summary().definitions);
}

void DefinitionFetch::takePage(std::vector<RemoteDefinition> definitions)
{
    for (const RemoteDefinition &definition : definitions) {
        m_seen.insert(definition.name);
        if (normalisedName(definition.name)) // else it is refused, and its values with it
            m_names.append(definition.name);
    }
    m_fetching.take(m_fetching.store().takeDefinitions(m_fetching.source().id,
                                                       std::move(definitions), m_fetching.asOf()),
                    m_fetching.summary().definitions);
    m_fetching.report({FetchPhase::Definitions, m_seen.size()});
}

// They may have come since the list was read.
void DefinitionFetch::drop(const QStringList &missing)
{
    QStringList gone;
    m_fetching.askAll<std::optional<RemoteDefinition>>(
        static_cast<std::size_t>(missing.size()),
        [&](std::size_t i) {
            return m_fetching.api().findDefinition(missing.at(static_cast<qsizetype>(i)),
                                                   m_fetching.stop());
        },
        [&](std::size_t i, const RemoteResult<std::optional<RemoteDefinition>> &answer) {
            if (answer ? !answer->has_value() : answer.error().fault == RemoteFault::NotFound)
                gone.append(missing.at(static_cast<qsizetype>(i)));
        });
    if (!gone.isEmpty())
        m_fetching.take(m_fetching.store().dropDefinitions(m_fetching.source().id, std::move(gone)),
                        m_fetching.summary().definitions);
}

} // namespace tidemark::mirror
