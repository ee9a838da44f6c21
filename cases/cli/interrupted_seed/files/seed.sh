sleep 600 &
echo $! > pid.new
mv pid.new pid
wait
