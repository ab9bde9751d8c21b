// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/mirror/fetching.h"

#include <QStringList>

namespace tidemark::mirror {

/// The first part of a fetch: definitions, of which the list is read whole each time, or those of
/// the request. What is gone there is looked for once more by name before it is dropped.
class DefinitionFetch
{
public:
    explicit DefinitionFetch(Fetching &fetching)
        : m_fetching(fetching)
    {}

    /// Names there of the metrics whose values are to be read.
    [[nodiscard]] QStringList run();

private:
    void readAll();
    void readNamed();
    void takePage(std::vector<RemoteDefinition> definitions);
    void drop(const QStringList &missing);

    Fetching &m_fetching;
    QStringList m_names;
    QSet<QString> m_seen;
};

} // namespace tidemark::mirror
