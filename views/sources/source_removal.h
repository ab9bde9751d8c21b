// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "views/sources/source_parts.h"

#include <QObject>
#include <QPointer>
#include <QWidget>

namespace tidemark {

struct Error;
struct SourceLink;

/// Removes a source after asking, with what is lost named: what waits to be sent, and the token.
/// What comes to wait while the question is open is asked about again. Once it was answered it
/// needs no window, and goes when it is done. GUI thread.
class SourceRemoval final : public QObject
{
    Q_OBJECT

public:
    /// Asks over `window`, which may go meanwhile; the links own it.
    SourceRemoval(const SourceParts &parts, const SourceLink &link, QWidget *window);

Q_SIGNALS:
    void failed(const tidemark::Error &error);

private:
    void ask(std::int64_t waiting);
    void remove(bool withQueue);
    void askAgain(const Error &conflict);
    void removeToken();
    void fail(const Error &error);

    SourceParts m_parts;
    SourceId m_source;
    QString m_name;
    bool m_hasToken;
    QPointer<QWidget> m_window;
};

} // namespace tidemark
