# Takes out what differs from run to run.
sed 's/"ts":"[^"]*"/"ts":TIME/; s/"run":"[^"]*"/"run":RUN/; s/"milliseconds":[0-9]*/"milliseconds":MS/g; s/"\(startedAt\|finishedAt\)":"[^"]*"/"\1":TIME/g; s/started at [^"\\]* UTC/started at TIME/'
