// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/recording_desk.h"

#include "app/window/dashboard_tabs.h"
#include "app/window/main_window.h"
#include "views/dashboards/dashboard_view.h"
#include "views/dashboards/metric_directory.h"

namespace tidemark {

RecordingDesk::RecordingDesk(MainWindow &window)
    : m_window(window)
{
    connect(&window.workspace()->metrics(), &MetricDirectory::changed, this,
            &RecordingDesk::openWhenKnown);
}

void RecordingDesk::setRecording(bool records)
{
    if (records == isRecording() || (records && !m_window.workspace()->readOnlyReason().isEmpty()))
        return;
    m_isRecording = records;
    if (records)
        begin();
    else
        end();
    Q_EMIT changed();
}

void RecordingDesk::show()
{
    if (m_window.workspace()->tabs().showByUid(uid())) {
        setRecording(true);
        return;
    }
    m_isOpening = true;
    setRecording(true);
    openWhenKnown();
    if (m_isOpening && !isRecording()) {
        m_isOpening = false;
        m_window.say(Message::Kind::Caution, nothingToShow(m_window.workspace()->readOnlyReason()));
    }
}

// What is recorded makes its metrics in one step, so that all are known at once.
void RecordingDesk::openWhenKnown()
{
    if (!m_isOpening)
        return;
    const Dashboard made = dashboard(m_window.workspace()->metrics().names());
    if (made.panels.empty())
        return;
    m_isOpening = false;
    m_window.workspace()->tabs().open({QString(), made, false});
}

void RecordingDesk::onFailed(const Error &error)
{
    m_isRecording = false;
    m_isOpening = false;
    end();
    m_window.say(Message::Kind::Bad, hasEnded(error.message), error.detail);
    Q_EMIT changed();
}

} // namespace tidemark
