// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "views/sources/source_parts.h"

#include <QObject>

class QWidget;

namespace tidemark {

struct Error;
struct SourceLink;

/// Removes a source after asking, with what is lost named: what waits to be sent, and the token.
/// What comes to wait while the question is open is asked about again. Goes when it is done. GUI
/// thread.
class SourceRemoval final : public QObject
{
    Q_OBJECT

public:
    /// Asks over `window`, which owns it.
    SourceRemoval(const SourceParts &parts, const SourceLink &link, QWidget *window);

Q_SIGNALS:
    void failed(const tidemark::Error &error);

private:
    void ask(std::int64_t waiting);
    void remove(bool withQueue);
    void removeToken();

    SourceParts m_parts;
    SourceId m_source;
    QString m_name;
    bool m_hasToken;
    QWidget *m_window;
};

} // namespace tidemark
