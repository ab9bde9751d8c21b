<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
    <context>
        <name>tidemark::AggregateFilterModel</name>
        <message numerus="yes">
            <source>%1 of %n row(s)</source>
            <translation>
                <numerusform>%1 of %n row</numerusform>
                <numerusform>%1 of %n rows</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::ChartPanel</name>
        <message numerus="yes">
            <source>%n more series are not drawn. Filter by a tag to see them.</source>
            <translation>
                <numerusform>%n more series is not drawn. Filter by a tag to see it.</numerusform>
                <numerusform>%n more series are not drawn. Filter by a tag to see them.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::CompareDialog</name>
        <message numerus="yes">
            <source>All %Ln metric(s)</source>
            <translation>
                <numerusform>The one metric</numerusform>
                <numerusform>All %Ln metrics</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln aggregate(s)</source>
            <translation>
                <numerusform>%Ln aggregate</numerusform>
                <numerusform>%Ln aggregates</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>of %Ln metric(s)</source>
            <comment>aggregates of metrics</comment>
            <translation>
                <numerusform>of %Ln metric</numerusform>
                <numerusform>of %Ln metrics</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln of them differ(s)</source>
            <comment>aggregates</comment>
            <translation>
                <numerusform>%Ln of them differs</numerusform>
                <numerusform>%Ln of them differ</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln metric(s) left out, because the source does not have them: %1.</source>
            <translation>
                <numerusform>%Ln metric left out, because the source does not have it: %1.</numerusform>
                <numerusform>%Ln metrics left out, because the source does not have them: %1.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::ConflictView</name>
        <message numerus="yes">
            <source>%n difference(s)</source>
            <translation>
                <numerusform>%n difference</numerusform>
                <numerusform>%n differences</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::DurationFormat</name>
        <message numerus="yes">
            <source>%n month(s)</source>
            <translation>
                <numerusform>%n month</numerusform>
                <numerusform>%n months</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n year(s)</source>
            <translation>
                <numerusform>%n year</numerusform>
                <numerusform>%n years</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::EditRecordsDialog</name>
        <message numerus="yes">
            <source>Edit %n record(s)</source>
            <translation>
                <numerusform>Edit %n record</numerusform>
                <numerusform>Edit %n records</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Change %n record(s)</source>
            <translation>
                <numerusform>Change %n record</numerusform>
                <numerusform>Change %n records</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::ExportDialog</name>
        <message numerus="yes">
            <source>%Ln row(s), about %1</source>
            <translation>
                <numerusform>%Ln row, about %1</numerusform>
                <numerusform>%Ln rows, about %1</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>About %Ln row(s), %1</source>
            <translation>
                <numerusform>About %Ln row, %1</numerusform>
                <numerusform>About %Ln rows, %1</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::FilterPopup</name>
        <message numerus="yes">
            <source>%n devices</source>
            <translation>
                <numerusform>%n device</numerusform>
                <numerusform>%n devices</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n invocations</source>
            <translation>
                <numerusform>%n invocation</numerusform>
                <numerusform>%n invocations</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n sessions</source>
            <translation>
                <numerusform>%n session</numerusform>
                <numerusform>%n sessions</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n tags</source>
            <translation>
                <numerusform>%n tag</numerusform>
                <numerusform>%n tags</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::ImportMetricsTable</name>
        <message numerus="yes">
            <source>… and %Ln more</source>
            <comment>metrics</comment>
            <translation>
                <numerusform>… and %Ln more</numerusform>
                <numerusform>… and %Ln more</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::ImportPage</name>
        <message numerus="yes">
            <source>%Ln rows ready</source>
            <translation>
                <numerusform>%Ln row ready</numerusform>
                <numerusform>%Ln rows ready</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln skipped</source>
            <comment>rows</comment>
            <translation>
                <numerusform>%Ln skipped</numerusform>
                <numerusform>%Ln skipped</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln without a value</source>
            <translation>
                <numerusform>%Ln without a value</numerusform>
                <numerusform>%Ln without a value</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Import %Ln values</source>
            <translation>
                <numerusform>Import %Ln value</numerusform>
                <numerusform>Import %Ln values</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>New metrics: %1 and %Ln more</source>
            <translation>
                <numerusform>New metrics: %1 and %Ln more</numerusform>
                <numerusform>New metrics: %1 and %Ln more</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln more are not listed; save them to a file to see all.</source>
            <translation>
                <numerusform>%Ln more is not listed; save them to a file to see all.</numerusform>
                <numerusform>%Ln more are not listed; save them to a file to see all.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%1 in %Ln rows</source>
            <translation>
                <numerusform>%1 in %Ln row</numerusform>
                <numerusform>%1 in %Ln rows</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::KeepingQuestion</name>
        <message numerus="yes">
            <source>Remove %1 sample(s)</source>
            <translation>
                <numerusform>Remove %1 sample</numerusform>
                <numerusform>Remove %1 samples</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::KeptEdits</name>
        <message numerus="yes">
            <source>%n corrected record(s) changed meanwhile. Save the corrections anyway?</source>
            <translation>
                <numerusform>%n corrected record changed meanwhile. Save the corrections anyway?</numerusform>
                <numerusform>%n corrected records changed meanwhile. Save the corrections anyway?</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n corrected record(s) cannot be found any more.</source>
            <translation>
                <numerusform>%n corrected record cannot be found any more.</numerusform>
                <numerusform>%n corrected records cannot be found any more.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::MainWindow</name>
        <message numerus="yes">
            <source>Exported %n rows to %1.</source>
            <translation>
                <numerusform>Exported %n row to %1.</numerusform>
                <numerusform>Exported %n rows to %1.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Imported %Ln values</source>
            <translation>
                <numerusform>Imported %Ln value</numerusform>
                <numerusform>Imported %Ln values</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln of them replaced</source>
            <translation>
                <numerusform>%Ln of them replaced</numerusform>
                <numerusform>%Ln of them replaced</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln skipped because they exist</source>
            <translation>
                <numerusform>%Ln skipped because it exists</numerusform>
                <numerusform>%Ln skipped because they exist</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln unreadable rows left out</source>
            <translation>
                <numerusform>%Ln unreadable row left out</numerusform>
                <numerusform>%Ln unreadable rows left out</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln without a value</source>
            <translation>
                <numerusform>%Ln without a value</numerusform>
                <numerusform>%Ln without a value</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln damaged place(s) could not be read and were left out.</source>
            <translation>
                <numerusform>%Ln damaged place could not be read and was left out.</numerusform>
                <numerusform>%Ln damaged places could not be read and were left out.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln row(s) are missing.</source>
            <translation>
                <numerusform>%Ln row is missing.</numerusform>
                <numerusform>%Ln rows are missing.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::MergeDialog</name>
        <message numerus="yes">
            <source>%1 record(s)</source>
            <translation>
                <numerusform>%1 record</numerusform>
                <numerusform>%1 records</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%1 sample(s)</source>
            <translation>
                <numerusform>%1 sample</numerusform>
                <numerusform>%1 samples</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n panel(s) that show "%1" then show "%2".</source>
            <translation>
                <numerusform>%n panel that show "%1" then show "%2".</numerusform>
                <numerusform>%n panels that show "%1" then show "%2".</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>At %1 place(s) both have a value:</source>
            <translation>
                <numerusform>At %1 place both have a value:</numerusform>
                <numerusform>At %1 places both have a value:</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::MessageCenter</name>
        <message numerus="yes">
            <source>%1 (%n times)</source>
            <translation>
                <numerusform>%1 (%n time)</numerusform>
                <numerusform>%1 (%n times)</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::MetricBrowser</name>
        <message numerus="yes">
            <source>Delete %n metric(s)?</source>
            <translation>
                <numerusform>Delete %n metric?</numerusform>
                <numerusform>Delete %n metrics?</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n metric(s)</source>
            <translation>
                <numerusform>%n metric</numerusform>
                <numerusform>%n metrics</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%1 record(s)</source>
            <translation>
                <numerusform>%1 record</numerusform>
                <numerusform>%1 records</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n panel(s)</source>
            <translation>
                <numerusform>%n panel</numerusform>
                <numerusform>%n panels</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%1 sample(s)</source>
            <translation>
                <numerusform>%1 sample</numerusform>
                <numerusform>%1 samples</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::OfflineBanner</name>
        <message numerus="yes">
            <source>%1 Your data is safe in the local store; %Ln item(s) wait.</source>
            <translation>
                <numerusform>%1 Your data is safe in the local store; %Ln item waits.</numerusform>
                <numerusform>%1 Your data is safe in the local store; %Ln items wait.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n more source(s) cannot be reached either.</source>
            <translation>
                <numerusform>%n more source cannot be reached either.</numerusform>
                <numerusform>%n more sources cannot be reached either.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::OwnMetricsDesk</name>
        <message numerus="yes">
            <source>Tidemark itself is recorded again. %n collection(s) of its metrics could not be stored.</source>
            <translation>
                <numerusform>Tidemark itself is recorded again. %n collection of its metrics could not be stored.</numerusform>
                <numerusform>Tidemark itself is recorded again. %n collections of its metrics could not be stored.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::PublishDialog</name>
        <message numerus="yes">
            <source>Queued %Ln record(s).</source>
            <translation>
                <numerusform>Queued %Ln record.</numerusform>
                <numerusform>Queued %Ln records.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Publish %Ln record(s)</source>
            <translation>
                <numerusform>Publish %Ln record</numerusform>
                <numerusform>Publish %Ln records</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln of these record(s) went with another choice of device before; what is chosen here replaces it.</source>
            <translation>
                <numerusform>%Ln of these records went with another choice of device before; what is chosen here replaces it.</numerusform>
                <numerusform>%Ln of these records went with another choice of device before; what is chosen here replaces it.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>The source will refuse %Ln record(s): the session has no device, or several. Choose a device or none.</source>
            <translation>
                <numerusform>The source will refuse %Ln record: the session has no device, or several. Choose a device or none.</numerusform>
                <numerusform>The source will refuse %Ln records: the session has no device, or several. Choose a device or none.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::RecordChanges</name>
        <message numerus="yes">
            <source>%n time(s) lie in the future. Save anyway?</source>
            <translation>
                <numerusform>%n time lies in the future. Save anyway?</numerusform>
                <numerusform>%n times lie in the future. Save anyway?</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n value(s) lie outside the valid range. Save anyway?</source>
            <translation>
                <numerusform>%n value lies outside the valid range. Save anyway?</numerusform>
                <numerusform>%n values lie outside the valid range. Save anyway?</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n saved value(s) differ much from the usual ones.</source>
            <translation>
                <numerusform>%n saved value differs much from the usual ones.</numerusform>
                <numerusform>%n saved values differ much from the usual ones.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::RecordTableModel</name>
        <message numerus="yes">
            <source>edit %n record(s)</source>
            <translation>
                <numerusform>edit %n record</numerusform>
                <numerusform>edit %n records</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>delete %n record(s)</source>
            <translation>
                <numerusform>delete %n record</numerusform>
                <numerusform>delete %n records</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>fill %n record(s)</source>
            <translation>
                <numerusform>fill %n record</numerusform>
                <numerusform>fill %n records</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>paste %n record(s)</source>
            <translation>
                <numerusform>paste %n record</numerusform>
                <numerusform>paste %n records</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::RecordsPage</name>
        <message numerus="yes">
            <source>edit %n record(s)</source>
            <translation>
                <numerusform>edit %n record</numerusform>
                <numerusform>edit %n records</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Edit %n record(s)…</source>
            <translation>
                <numerusform>Edit %n record…</numerusform>
                <numerusform>Edit %n records…</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Delete %n record(s)</source>
            <translation>
                <numerusform>Delete %n record</numerusform>
                <numerusform>Delete %n records</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Publish %n record(s)…</source>
            <translation>
                <numerusform>Publish %n record…</numerusform>
                <numerusform>Publish %n records…</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::RefusedEntries</name>
        <message numerus="yes">
            <source>%n more not saved</source>
            <translation>
                <numerusform>%n more not saved</numerusform>
                <numerusform>%n more not saved</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::RemoveSamplesDialog</name>
        <message numerus="yes">
            <source>Remove %1 sample(s)</source>
            <translation>
                <numerusform>Remove %1 sample</numerusform>
                <numerusform>Remove %1 samples</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::Retention</name>
        <message numerus="yes">
            <source>%Ln day(s)</source>
            <translation>
                <numerusform>%Ln day</numerusform>
                <numerusform>%Ln days</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln hour(s)</source>
            <translation>
                <numerusform>%Ln hour</numerusform>
                <numerusform>%Ln hours</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::SamplesPage</name>
        <message numerus="yes">
            <source>%1 sample(s) · mean %2 · min %3 · max %4</source>
            <translation>
                <numerusform>%1 sample · mean %2 · min %3 · max %4</numerusform>
                <numerusform>%1 samples · mean %2 · min %3 · max %4</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::SelectionStatistics</name>
        <message numerus="yes">
            <source>%n record(s)</source>
            <translation>
                <numerusform>%n record</numerusform>
                <numerusform>%n records</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::SessionTableModel</name>
        <message numerus="yes">
            <source>delete %n session(s)</source>
            <translation>
                <numerusform>delete %n session</numerusform>
                <numerusform>delete %n sessions</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::SessionsPage</name>
        <message numerus="yes">
            <source>Delete %n session(s)?</source>
            <translation>
                <numerusform>Delete %n session?</numerusform>
                <numerusform>Delete %n sessions?</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Delete %n session(s)</source>
            <translation>
                <numerusform>Delete %n session</numerusform>
                <numerusform>Delete %n sessions</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln record(s) will be deleted too. This can be undone until the store is closed.</source>
            <translation>
                <numerusform>%Ln record will be deleted too. This can be undone until the store is closed.</numerusform>
                <numerusform>%Ln records will be deleted too. This can be undone until the store is closed.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::SourceRemoval</name>
        <message numerus="yes">
            <source>%Ln item(s) that wait to be sent are then never sent.</source>
            <translation>
                <numerusform>%Ln item that waits to be sent is then never sent.</numerusform>
                <numerusform>%Ln items that wait to be sent are then never sent.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Remove source and %Ln item(s)</source>
            <translation>
                <numerusform>Remove source and %Ln item</numerusform>
                <numerusform>Remove source and %Ln items</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::SourceStatus</name>
        <message numerus="yes">
            <source>%Ln waiting</source>
            <comment>items</comment>
            <translation>
                <numerusform>%Ln waiting</numerusform>
                <numerusform>%Ln waiting</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln need(s) attention</source>
            <translation>
                <numerusform>%Ln needs attention</numerusform>
                <numerusform>%Ln need attention</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::SourceWatch</name>
        <message numerus="yes">
            <source>%1 answers again: %Ln item(s) sent</source>
            <translation>
                <numerusform>%1 answers again: %Ln item sent</numerusform>
                <numerusform>%1 answers again: %Ln items sent</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln not taken</source>
            <comment>items</comment>
            <translation>
                <numerusform>%Ln not taken</numerusform>
                <numerusform>%Ln not taken</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%1 did not take %Ln item(s).</source>
            <translation>
                <numerusform>%1 did not take %Ln item.</numerusform>
                <numerusform>%1 did not take %Ln items.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%1: %Ln item(s) need(s) attention.</source>
            <translation>
                <numerusform>%1: %Ln item needs attention.</numerusform>
                <numerusform>%1: %Ln items need attention.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::SourceWords</name>
        <message numerus="yes">
            <source>%Ln waiting</source>
            <translation>
                <numerusform>%Ln waiting</numerusform>
                <numerusform>%Ln waiting</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Sending %Ln</source>
            <translation>
                <numerusform>Sending %Ln</numerusform>
                <numerusform>Sending %Ln</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>every %n day(s)</source>
            <translation>
                <numerusform>every day</numerusform>
                <numerusform>every %n days</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>every %n hour(s)</source>
            <translation>
                <numerusform>every hour</numerusform>
                <numerusform>every %n hours</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>every %n minute(s)</source>
            <translation>
                <numerusform>every minute</numerusform>
                <numerusform>every %n minutes</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%1 records added</source>
            <translation>
                <numerusform>%1 record added</numerusform>
                <numerusform>%1 records added</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%1 new metrics</source>
            <translation>
                <numerusform>%1 new metric</numerusform>
                <numerusform>%1 new metrics</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::WaitingPage</name>
        <message numerus="yes">
            <source>%n item(s) selected</source>
            <translation>
                <numerusform>%n item selected</numerusform>
                <numerusform>%n items selected</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Discard %n item(s)?</source>
            <translation>
                <numerusform>Discard %n item?</numerusform>
                <numerusform>Discard %n items?</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Discard %n item(s)</source>
            <translation>
                <numerusform>Discard %n item</numerusform>
                <numerusform>Discard %n items</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::WindowStatusBar</name>
        <message numerus="yes">
            <source>%1 records</source>
            <translation>
                <numerusform>%1 record</numerusform>
                <numerusform>%1 records</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%1 records in view</source>
            <translation>
                <numerusform>%1 record in view</numerusform>
                <numerusform>%1 records in view</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>and %n more</source>
            <translation>
                <numerusform>and %n more</numerusform>
                <numerusform>and %n more</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%1 samples</source>
            <translation>
                <numerusform>%1 sample</numerusform>
                <numerusform>%1 samples</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::charts::ChartLegend</name>
        <message numerus="yes">
            <source>%n other(s)</source>
            <translation>
                <numerusform>%n other</numerusform>
                <numerusform>%n others</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::charts::Readout</name>
        <message numerus="yes">
            <source>%n record(s)</source>
            <translation>
                <numerusform>%n record</numerusform>
                <numerusform>%n records</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::charts::ValueScale</name>
        <message numerus="yes">
            <source>%n value(s) at or below 0 cannot be shown on a logarithmic axis.</source>
            <translation>
                <numerusform>%n value at or below 0 cannot be shown on a logarithmic axis.</numerusform>
                <numerusform>%n values at or below 0 cannot be shown on a logarithmic axis.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::commands</name>
        <message numerus="yes">
            <source>%Ln problem(s) found in "%1". Keep the file as it is and restore a backup, or export what is readable.</source>
            <translation>
                <numerusform>%Ln problem found in "%1". Keep the file as it is and restore a backup, or export what is readable.</numerusform>
                <numerusform>%Ln problems found in "%1". Keep the file as it is and restore a backup, or export what is readable.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln of these record(s) went with another choice of device before; this one replaces it.</source>
            <translation>
                <numerusform>%Ln of these records went with another choice of device before; this one replaces it.</numerusform>
                <numerusform>%Ln of these records went with another choice of device before; this one replaces it.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Aggregates of %Ln series were computed anew. Samples: %1.</source>
            <translation>
                <numerusform>Aggregates of %Ln series were computed anew. Samples: %1.</numerusform>
                <numerusform>Aggregates of %Ln series were computed anew. Samples: %1.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln problem(s) of "%1" stay: what cannot be read was kept as it is. Restore a backup to have it back.</source>
            <translation>
                <numerusform>%Ln problem of "%1" stay: what cannot be read was kept as it is. Restore a backup to have it back.</numerusform>
                <numerusform>%Ln problems of "%1" stay: what cannot be read was kept as it is. Restore a backup to have it back.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::exchange::DialectText</name>
        <message numerus="yes">
            <source>%n line(s) before the table are left out.</source>
            <translation>
                <numerusform>%n line before the table are left out.</numerusform>
                <numerusform>%n lines before the table are left out.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::store::CatalogPort</name>
        <message numerus="yes">
            <source>create %n metric(s)</source>
            <translation>
                <numerusform>create %n metric</numerusform>
                <numerusform>create %n metrics</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::store::CatalogWriter</name>
        <message numerus="yes">
            <source>delete %n metric(s)</source>
            <translation>
                <numerusform>delete %n metric</numerusform>
                <numerusform>delete %n metrics</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>archive %n metric(s)</source>
            <translation>
                <numerusform>archive %n metric</numerusform>
                <numerusform>archive %n metrics</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>restore %n metric(s)</source>
            <translation>
                <numerusform>restore %n metric</numerusform>
                <numerusform>restore %n metrics</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::store::DevicePort</name>
        <message numerus="yes">
            <source>add %n file(s) to session %1</source>
            <translation>
                <numerusform>add %n file to session %1</numerusform>
                <numerusform>add %n files to session %1</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>remove %n file(s) from session %1</source>
            <translation>
                <numerusform>remove %n file from session %1</numerusform>
                <numerusform>remove %n files from session %1</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::store::RecordPort</name>
        <message numerus="yes">
            <source>publish %n value(s)</source>
            <translation>
                <numerusform>publish %n value</numerusform>
                <numerusform>publish %n values</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::store::SessionPort</name>
        <message numerus="yes">
            <source>delete %n session(s)</source>
            <translation>
                <numerusform>delete %n session</numerusform>
                <numerusform>delete %n sessions</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::store::SourceRows</name>
        <message numerus="yes">
            <source>%n change(s) wait to be sent to "%1". Send or discard them first.</source>
            <translation>
                <numerusform>%n change waits to be sent to "%1". Send or discard it first.</numerusform>
                <numerusform>%n changes wait to be sent to "%1". Send or discard them first.</numerusform>
            </translation>
        </message>
    </context>
</TS>
